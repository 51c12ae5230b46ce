import { useEffect } from 'react'
import { notify } from '@/features/ring/notifications'
import { alertTab } from '@/features/ring/pageAlert'
import { playSiren } from '../siren'

/** Sound, tab and notification while `text` is given: somebody is in danger and nobody goes. */
export function useAlarmAlert(title: string, text: string | null): void {
  useEffect(() => {
    if (text === null) return undefined
    const stops = [playSiren(), alertTab(title), notify(title, text, 'etaluukku-alarm')]
    return () => stops.forEach((stop) => stop())
  }, [title, text])
}
