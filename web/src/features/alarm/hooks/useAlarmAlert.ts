import { useEffect } from 'react'
import { notify } from '@/features/ring/notifications'
import { alertTab } from '@/features/ring/pageAlert'
import { toneEnabled } from '@/features/ring/tone'
import { useStore } from '@/lib/store'
import { playSiren } from '../siren'

/** Sound, tab and notification while it is used: somebody is in danger and nobody goes. */
export function useAlarmAlert(title: string, text: string): void {
  const sound = useStore(toneEnabled)
  // Anew when the first touch of the page has let it make sound.
  useEffect(() => playSiren(), [sound])
  useEffect(() => {
    const notice = notify({ title, body: text, tag: 'etaluukku-alarm' })
    const stops = [alertTab(title), notice.close]
    return () => stops.forEach((stop) => stop())
  }, [title, text])
}
