import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { EndReason } from '@/protocol/booth-to-page'
import { useDismiss } from '../hooks/useDismiss'
import { Message } from './Message'

interface Props {
  reason: EndReason | null
  /** Without a clerk at hand to turn to. */
  alone: boolean
}

/** Thanks, or the truth when it went otherwise; then back to the start by itself. */
export function Ended({ reason, alone }: Props): ReactElement {
  const { t } = useBoothLocale()
  useDismiss()
  const kind = kindOf(reason, alone)
  const text = alone ? t(`ended.${kind}.alone`) : t(`ended.${kind}.text`)
  return <Message heading={t(`ended.${kind}.heading`)} text={text} />
}

function kindOf(reason: EndReason | null, alone: boolean): 'thanks' | 'unserved' | 'lost' {
  if (reason === 'unserved') return 'unserved'
  // Without a clerk, the specialist's hanging up is how a visit ends.
  if (reason === 'staff_left' && alone) return 'thanks'
  return reason === 'terminal_lost' || reason === 'staff_left' ? 'lost' : 'thanks'
}
