import type { ReactElement } from 'react'
import { nameIn } from '@/i18n/languages'
import { useBoothLocale } from '@/locales/booth'
import type { Choosing } from '@/protocol/booth-to-page'
import { Named } from '@/ui/Named'
import { useTerminal } from '../context'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { listed } from '../offer'
import { HelpTile } from './HelpTile'
import { OfferWords } from './OfferWords'

/** The services of a theme, and how soon each would answer. */
export function Services({ choosing }: { choosing: Choosing }): ReactElement {
  const { t, language } = useBoothLocale()
  const link = useTerminal()
  const title = useFocusOnShow()
  return (
    <div className="booth-choice">
      <h1 ref={title} tabIndex={-1}>
        {choosing.theme ? nameIn(choosing.theme, language) : t('services.heading')}
      </h1>
      <ul className="plain booth-tiles">
        {choosing.services.map((each) => (
          <li key={each.id}>
            <button
              type="button"
              className="booth-tile"
              onClick={() => link.send({ type: 'booth.service', service: each.id })}
            >
              <strong>
                <Named of={each.name} />
              </strong>
              <OfferWords offer={listed(each, choosing.spoken)} />
            </button>
          </li>
        ))}
        {choosing.help && <HelpTile help={choosing.help} spoken={choosing.spoken} />}
      </ul>
    </div>
  )
}
