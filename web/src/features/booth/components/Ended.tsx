import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState, EndReason } from '@/protocol/booth-to-page'
import { useDismiss } from '../hooks/useDismiss'
import { Feedback } from './Feedback'
import { Message } from './Message'

/** Thanks, or the truth when it went otherwise; then back to the start by itself. */
export function Ended({ state }: { state: BoothState }): ReactElement {
  const { t } = useBoothLocale()
  const { feedback } = state
  // Whoever has just answered reads what came of it in peace.
  useDismiss(feedback === 'given')
  // Without a clerk at hand to turn to.
  const alone = state.spoken.length > 0
  const kind = kindOf(state.reason, alone)
  const text = alone ? t(`ended.${kind}.alone`) : t(`ended.${kind}.text`)
  return (
    <Message
      heading={t(`ended.${kind}.heading`)}
      text={text}
      // Before the text: none of its five answers may be out of sight when the text is large.
      first={feedback && <Feedback stage={feedback} />}
    />
  )
}

function kindOf(reason: EndReason | null, alone: boolean): 'thanks' | 'unserved' | 'lost' {
  if (reason === 'unserved') return 'unserved'
  // Without a clerk, the specialist's hanging up is how a visit ends.
  if (reason === 'staff_left' && alone) return 'thanks'
  return reason === 'terminal_lost' || reason === 'staff_left' ? 'lost' : 'thanks'
}
