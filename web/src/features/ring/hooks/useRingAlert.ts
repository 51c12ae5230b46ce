import { type RefObject, useEffect } from 'react'
import { useOutputs } from '@/features/devices/hooks/useOutputs'
import { useWorkspace } from '@/features/workspace/context'
import { notify } from '../notifications'
import { alertTab } from '../pageAlert'
import { ringTag } from '../ringTag'
import { playTone, setToneOutput } from '../tone'
import { stopVibrating, vibrate } from '../vibration'

/**
 * Within one ring of 20 s or so it is brought to mind once or twice more. Browsers slow the timers
 * of a hidden tab down to once a minute only after some repeats, and never while it sounds.
 */
export const REMIND_MS = 8000

/**
 * Sound, tab, notification and a phone's vibration for as long as the ring is shown; `answer` has
 * the focus at once, and again when the notification is touched.
 */
export function useRingAlert(
  title: string,
  body: string,
  answer: RefObject<HTMLButtonElement | null>,
): void {
  const tag = ringTag(useWorkspace().me.identity.id)
  const { deviceId } = useOutputs('ring')
  useEffect(() => setToneOutput(deviceId), [deviceId])
  useEffect(() => answer.current?.focus(), [answer])
  useEffect(() => {
    const notice = notify({ title, body, tag, onTouch: () => answer.current?.focus() })
    vibrate()
    const reminder = setInterval(() => {
      notice.again()
      vibrate()
    }, REMIND_MS)
    const stops = [playTone(), alertTab(title), notice.close, stopVibrating]
    return () => {
      clearInterval(reminder)
      stops.forEach((stop) => stop())
    }
  }, [title, body, tag, answer])
}
