import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { Counterpart } from '@/protocol/booth-to-page'
import { NamePlate } from './NamePlate'
import { useSpeaking } from '../sound/useSound'
import { Picture } from './Picture'

interface Props {
  who: Counterpart
  /** Who else is there without a picture. */
  others: readonly Counterpart[]
  kind: 'counterpart_face' | 'interpreter_face'
  className: string
}

/** Somebody's picture with their name on it, or words in its place. */
export function PersonView({ who, others, kind, className }: Props): ReactElement {
  const { t } = useBoothLocale()
  const speaks = useSpeaking()(who)
  return (
    <div className={`booth-view ${className} ${speaks ? 'booth-speaks' : ''}`}>
      <Picture
        kind={kind}
        label={t('conversation.picture', { name: who.name })}
        className="booth-large"
      />
      <Instead who={who} />
      <NamePlate who={who} others={others} />
    </div>
  )
}

/** Words in place of a picture that does not come. */
function Instead({ who }: { who: Counterpart }): ReactElement | null {
  const { t } = useBoothLocale()
  const text = insteadOf(who)
  if (!text) return null
  return (
    <div className={text === 'conversation.noPicture' ? 'booth-instead' : 'booth-instead booth-over'} role="status">
      <p>{t(text, { name: who.name })}</p>
    </div>
  )
}

function insteadOf(
  who: Counterpart,
):
  | 'conversation.interrupted'
  | 'conversation.connecting'
  | 'conversation.noPicture'
  | null {
  if (!who.connected || who.path === 'interrupted') return 'conversation.interrupted'
  if (who.path !== 'connected') return 'conversation.connecting'
  return who.sending.face ? null : 'conversation.noPicture'
}
