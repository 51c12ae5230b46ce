import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { Counterpart } from '@/protocol/booth-to-page'

interface Props {
  who: Counterpart
  others: readonly Counterpart[]
}

/** Who is on screen, in what role, whether they can be heard, and who else is there. */
export function NamePlate({ who, others }: Props): ReactElement {
  const { t } = useBoothLocale()
  const names = others.map((each) => each.name)
  return (
    <div className="booth-plate">
      <strong>{who.name}</strong>
      <span>{t(`role.${who.role}`)}</span>
      {!who.sending.voice && <span>{t('conversation.muted')}</span>}
      {names.length > 0 && <span>{t('conversation.also', { names: names.join(', ') })}</span>}
    </div>
  )
}
