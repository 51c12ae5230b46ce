import { useEffect, useState } from 'react'
import { levelOf } from '@/features/devices/level'
import { decibels } from '@/media/activity'
import { Listening, type MicrophoneHeard } from '../listening'

const LOOK_MS = 100
const NOTHING = { level: 0, heard: 'listening' } as const

interface Microphone {
  /** From 0 (silence) to 1 (-6 dB of full scale). */
  level: number
  heard: MicrophoneHeard
}

/** What one's own microphone hears, muted or not: a copy is listened to, and sent to nobody. */
export function useMicrophone(track: MediaStreamTrack | null): Microphone {
  const [state, setState] = useState<Microphone>(NOTHING)
  useEffect(() => {
    if (!track || typeof AudioContext === 'undefined') return undefined
    const copy = track.clone()
    copy.enabled = true
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    const samples = new Float32Array(analyser.fftSize)
    context.createMediaStreamSource(new MediaStream([copy])).connect(analyser)
    const listening = new Listening()
    const handle = setInterval(() => {
      // Until the page may use sound, the analyser gives zeros that say nothing.
      if (context.state !== 'running') return
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
      const heard = listening.level(decibels(Math.sqrt(power)), performance.now() / 1000)
      setState({ level: levelOf(power), heard })
    }, LOOK_MS)
    return () => {
      clearInterval(handle)
      copy.stop()
      void context.close()
      setState(NOTHING)
    }
  }, [track])
  return state
}
