import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { faceAt } from '../onScreen'
import { PersonView } from './PersonView'
import { OwnFace } from './OwnFace'
import { OwnPaper } from './OwnPaper'
import { PaperOffer } from './PaperOffer'
import { Picture } from './Picture'

/**
 * The counterpart large, the own paper small, and who it is that one sees. An interpreter stands
 * beside the counterpart at the same size.
 */
export function InConversation({ state }: { state: BoothState }): ReactElement {
  const { t } = useBoothLocale()
  const title = useFocusOnShow()
  const who = faceAt(state.counterparts, 'large') ?? state.counterparts[0] ?? null
  const beside = faceAt(state.counterparts, 'beside')
  const others = state.counterparts.filter((each) => each !== who && each !== beside)
  const showing = state.counterparts.find(({ shows_screen }) => shows_screen)
  const layout = [
    'booth-stage',
    showing && 'booth-stage-screen',
    beside && 'booth-stage-two',
  ]
  return (
    <div className={layout.filter(Boolean).join(' ')}>
      <h1 ref={title} tabIndex={-1} className="visually-hidden">
        {heading()}
      </h1>
      {showing && (
        <div className="booth-view booth-view-screen">
          <p className="booth-screen-owner" role="status">
            {t('conversation.screenOf', { name: showing.name })}
          </p>
          <Picture kind="counterpart_screen" label={t('conversation.screen')} className="booth-large" />
        </div>
      )}
      {!showing && who && (
        <PersonView who={who} others={others} kind="counterpart_face" className="booth-view-large" />
      )}
      {showing && who && (
        <PersonView who={who} others={others} kind="counterpart_face" className="booth-aside" />
      )}
      {beside && (
        <PersonView who={beside} others={[]} kind="interpreter_face" className="booth-view-beside" />
      )}
      <OwnPaper people={state.counterparts} />
      <PaperOffer people={state.counterparts} />
      {!showing && state.picture !== 'none' && <OwnFace state={state} />}
    </div>
  )

  function heading(): string {
    if (!who) return t('conversation.heading')
    if (!beside) return t('conversation.with', { name: who.name })
    return t('conversation.withInterpreter', { name: who.name, interpreter: beside.name })
  }
}
