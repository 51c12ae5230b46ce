import { useEffect } from 'react'
import { notify } from '../notifications'
import { alertTab } from '../pageAlert'
import { playTone } from '../tone'

/** Sound, tab and notification for as long as the ring is shown. */
export function useRingAlert(title: string, body: string): void {
  useEffect(() => {
    const stops = [playTone(), alertTab(title), notify(title, body)]
    return () => stops.forEach((stop) => stop())
  }, [title, body])
}
