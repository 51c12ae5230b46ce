import { useEffect } from 'react'
import { useTerminal } from '../context'

const SHOWN_MS = 20_000
/** The touch that ended the conversation must not take its result away too. */
const TOUCH_AFTER_MS = 1_000

/**
 * Leaves the ended screen after a while, or at a touch anywhere but on how the screen looks and on
 * what it asks. The while begins anew when `again` changes.
 */
export function useDismiss(again: boolean): void {
  const link = useTerminal()
  useEffect(() => {
    const dismiss = (): void => link.send({ type: 'booth.dismiss' })
    const leave = setTimeout(dismiss, SHOWN_MS)
    const touched = ({ target }: PointerEvent): void => {
      if (!(target instanceof Element && target.closest('.booth-looks, .booth-feedback'))) dismiss()
    }
    const listen = setTimeout(
      () => document.addEventListener('pointerdown', touched),
      TOUCH_AFTER_MS,
    )
    return () => {
      clearTimeout(leave)
      clearTimeout(listen)
      document.removeEventListener('pointerdown', touched)
    }
  }, [link, again])
}
