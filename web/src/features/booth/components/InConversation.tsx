import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState, Counterpart } from '@/protocol/booth-to-page'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { onScreen } from '../onScreen'
import { NamePlate } from './NamePlate'
import { Picture } from './Picture'

/** The counterpart large, the own paper small, and who it is that one sees. */
export function InConversation({ state }: { state: BoothState }): ReactElement {
  const { t } = useBoothLocale()
  const title = useFocusOnShow()
  const who = onScreen(state.counterparts)
  const showing = who?.sending.screen === true
  return (
    <div className={showing ? 'booth-stage booth-stage-screen' : 'booth-stage'}>
      <h1 ref={title} tabIndex={-1} className="visually-hidden">
        {who ? t('conversation.with', { name: who.name }) : t('conversation.heading')}
      </h1>
      {showing && (
        <Picture kind="counterpart_screen" label={t('conversation.screen')} className="booth-large" />
      )}
      <Picture
        kind="counterpart_face"
        label={t('conversation.picture', { name: who?.name ?? '' })}
        className={showing ? 'booth-aside' : 'booth-large'}
      />
      {who && !showing && <Instead who={who} />}
      {who && <NamePlate who={who} others={state.counterparts} />}
      <figure className="booth-document">
        <Picture kind="own_document" label={t('conversation.document')} className="booth-paper" />
        <figcaption>{t('conversation.document')}</figcaption>
      </figure>
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
