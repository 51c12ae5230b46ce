import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { ServiceShown } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'
import { listed } from '../offer'
import { OfferWords } from './OfferWords'

interface Props {
  help: ServiceShown
  spoken: string
  wide?: boolean
}

/** For whoever does not know which service it is. */
export function HelpTile({ help, spoken, wide = false }: Props): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  return (
    <li className={wide ? 'booth-tile-wide' : undefined}>
      <button
        type="button"
        className="booth-tile booth-tile-help"
        onClick={() => link.send({ type: 'booth.service', service: help.id })}
      >
        <strong>{t('help.choose')}</strong>
        <OfferWords offer={listed(help, spoken)} />
      </button>
    </li>
  )
}
