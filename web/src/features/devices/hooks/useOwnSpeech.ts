import { useEffect, useState } from 'react'
import { Activity, decibels } from '@/media/activity'

const LOOK_MS = 100

/**
 * Whether the person speaks into their own microphone, muted or not.
 *
 * A muted track gives silence, so a copy of it is listened to, in this page only: it is sent to
 * nobody.
 */
export function useOwnSpeech(track: MediaStreamTrack | null): boolean {
  const [speaks, setSpeaks] = useState(false)
  useEffect(() => {
    if (!track || typeof AudioContext === 'undefined') return undefined
    const copy = track.clone()
    copy.enabled = true
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    const samples = new Float32Array(analyser.fftSize)
    context.createMediaStreamSource(new MediaStream([copy])).connect(analyser)
    const activity = new Activity()
    const handle = setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
      setSpeaks(activity.heard(decibels(Math.sqrt(power)), performance.now() / 1000))
    }, LOOK_MS)
    return () => {
      clearInterval(handle)
      copy.stop()
      void context.close()
      setSpeaks(false)
    }
  }, [track])
  return speaks
}
