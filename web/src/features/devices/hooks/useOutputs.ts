import { useCallback } from 'react'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import type { KnownDevice } from '@/media/chosen'
import { canChooseOutput } from '@/media/outputs'

export interface Outputs {
  /** Whether the browser lets the page choose a loudspeaker at all. */
  canChoose: boolean
  outputs: readonly KnownDevice[]
  /** The loudspeaker to play on, for `playOn`; empty is the system's default. */
  deviceId: string
  /** The name of one that was chosen and is not there, so that the default is used. */
  gone: string | null
  /** Take one of `outputs` by its id, or the default by an empty one; remembered. */
  choose: (deviceId: string) => void
}

/** The loudspeakers, and the one chosen for the voices or for the ring. */
export function useOutputs(use: 'output' | 'ring' = 'output'): Outputs {
  const { choices } = useWorkspace().local
  const { devices, deviceId, gone } = useStore(choices.state)[use]
  const choose = useCallback((id: string) => choices.choose(use, id), [choices, use])
  return { canChoose: canChooseOutput(), outputs: devices, deviceId, gone, choose }
}
