import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { Counterpart } from '@/protocol/booth-to-page'
import { VoiceIcon } from '@/ui/icons'
import { useSpeaking } from '../sound/useSound'

interface Props {
  who: Counterpart
  others: readonly Counterpart[]
}

/** Who is on screen, in what role, whether they can be heard, and who else is there. */
export function NamePlate({ who, others }: Props): ReactElement {
  const { t } = useBoothLocale()
  const speaking = useSpeaking()
  const named = (each: Counterpart): string =>
    speaking(each) ? t('conversation.speaking', { name: each.name }) : each.name
  const names = others.map(named)
  return (
    <div className="booth-plate">
      <strong>{who.name}</strong>
      <span className="booth-plate-role">
        {t(`role.${who.role}`)}
        {speaking(who) && (
          <span className="booth-plate-speaks">
            <VoiceIcon /> {t('conversation.speaks')}
          </span>
        )}
      </span>
      {!who.sending.voice && <span>{t('conversation.muted')}</span>}
      {names.length > 0 && <span>{t('conversation.also', { names: names.join(', ') })}</span>}
    </div>
  )
}
