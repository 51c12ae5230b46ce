import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { EndReason } from '@/protocol/booth-to-page'
import { useDismiss } from '../hooks/useDismiss'
import { Message } from './Message'

/** Thanks, or the truth when it went otherwise; then back to the start by itself. */
export function Ended({ reason }: { reason: EndReason | null }): ReactElement {
  const { t } = useBoothLocale()
  useDismiss()
  const kind = kindOf(reason)
  return <Message heading={t(`ended.${kind}.heading`)} text={t(`ended.${kind}.text`)} />
}

function kindOf(reason: EndReason | null): 'thanks' | 'unserved' | 'lost' {
  if (reason === 'unserved') return 'unserved'
  return reason === 'terminal_lost' || reason === 'staff_left' ? 'lost' : 'thanks'
}
