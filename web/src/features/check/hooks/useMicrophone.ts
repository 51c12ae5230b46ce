import { useEffect, useState } from 'react'
import { levelOf } from '@/features/devices/level'
import { decibels } from '@/media/activity'
import { overhear } from '@/media/overhear'
import { Listening, type MicrophoneHeard } from '../listening'

const NOTHING = { level: 0, heard: 'listening' } as const

interface Microphone {
  /** From 0 (silence) to 1 (-6 dB of full scale). */
  level: number
  heard: MicrophoneHeard
}

/** What one's own microphone hears, muted or not. */
export function useMicrophone(track: MediaStreamTrack | null): Microphone {
  const [state, setState] = useState<Microphone>(NOTHING)
  useEffect(() => {
    if (!track || typeof AudioContext === 'undefined') return undefined
    const listening = new Listening()
    const end = overhear(track, (power, now) => {
      const heard = listening.level(decibels(Math.sqrt(power)), now)
      setState({ level: levelOf(power), heard })
    })
    return () => {
      end()
      setState(NOTHING)
    }
  }, [track])
  return state
}
