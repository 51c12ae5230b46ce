import { useEffect, useState } from 'react'
import { Activity, decibels } from '@/media/activity'
import { overhear } from '@/media/overhear'

/** Whether the person speaks into their own microphone, muted or not. */
export function useOwnSpeech(track: MediaStreamTrack | null): boolean {
  const [speaks, setSpeaks] = useState(false)
  useEffect(() => {
    if (!track || typeof AudioContext === 'undefined') return undefined
    const activity = new Activity()
    const end = overhear(track, (power, now) =>
      setSpeaks(activity.heard(decibels(Math.sqrt(power)), now)),
    )
    return () => {
      end()
      setSpeaks(false)
    }
  }, [track])
  return speaks
}
