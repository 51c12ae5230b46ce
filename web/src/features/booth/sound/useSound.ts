import { useStore } from '@/lib/store'
import type { BoothSound, Counterpart } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'

const QUIET: BoothSound = {
  type: 'booth.sound',
  microphone: 0,
  loudspeaker: 0,
  speaking: [],
  resident: false,
  unheard: false,
  trouble: null,
}

/** What is heard just now. */
export function useSound(): BoothSound {
  return useStore(useTerminal().sound) ?? QUIET
}

/** What of it people are told in words. */
export function useNotedSound(): Pick<BoothSound, 'unheard' | 'trouble'> {
  return useSound()
}

/** Whether somebody speaks. */
export function useSpeaking(): (who: Counterpart) => boolean {
  const { speaking } = useSound()
  return ({ participant }) => speaking.includes(participant)
}
