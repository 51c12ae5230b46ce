import { useCallback, useEffect, useRef } from 'react'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { currentRoom } from '@/state/select'

/** A charge for one visit; `entered` once the clerk has been in it. */
interface Held {
  terminal: string
  entered: boolean
}

/**
 * A clerk who has answered a resident at a terminal that nobody has in charge takes charge of it
 * for as long as the visit lasts, since bringing in a specialist takes that. Afterwards the booth
 * is the residents' own again. Gives the way to hold a charge so that is being taken already.
 */
export function useChargeWhileAnswering(): (terminal: string) => void {
  const { client } = useWorkspace()
  const state = useWorkspaceState()
  const held = useRef<Held | null>(null)
  const room = currentRoom(state)?.told ?? null
  const at = room?.kind === 'visit' ? room.terminal : null
  const { terminals } = state
  useEffect(() => {
    const before = held.current
    if (before !== null && before.terminal === at) before.entered = true
    else if (before !== null) {
      const known = terminals[before.terminal]?.told
      // The resident may have gone before the clerk came.
      const missed = known?.in_charge?.you === true && known.room === null
      if (before.entered || missed) {
        held.current = null
        const { terminal } = before
        void client.request({ type: 'terminal.detach', terminal }).catch(() => null)
      }
    }
    const known = at === null ? undefined : terminals[at]?.told
    if (at !== null && known?.in_charge === null && held.current?.terminal !== at) {
      held.current = { terminal: at, entered: true }
      void client
        .request({ type: 'terminal.attach', terminal: at, seat: 'remote', take_over: false })
        .catch(() => null)
    }
  }, [client, at, terminals])
  return useCallback((terminal: string) => {
    held.current = { terminal, entered: false }
  }, [])
}
