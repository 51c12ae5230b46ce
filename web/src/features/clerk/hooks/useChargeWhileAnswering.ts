import { useCallback, useEffect, useRef } from 'react'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import type { TerminalState } from '@/protocol/server'
import { currentRoom } from '@/state/select'

/** A charge for one visit. `mine`: it has been told; `entered`: the clerk has been in the visit. */
interface Held {
  terminal: string
  mine: boolean
  entered: boolean
}

/**
 * A clerk who has answered a resident at a terminal that nobody has in charge takes charge of it
 * for as long as the visit lasts, since bringing in a specialist takes that. Afterwards the booth
 * is the residents' own again. Gives the way to hold a charge so that is being taken already.
 */
export function useChargeWhileAnswering(): (terminal: string | null) => void {
  const { client } = useWorkspace()
  const state = useWorkspaceState()
  const held = useRef<Held | null>(null)
  const room = currentRoom(state)?.told ?? null
  const at = room?.kind === 'visit' ? room.terminal : null
  const { terminals } = state
  useEffect(() => {
    const before = held.current
    const what = before && fate(before, at, terminals[before.terminal]?.told)
    if (before && what !== 'kept') held.current = null
    if (before && what === 'over') {
      const { terminal } = before
      void client.request({ type: 'terminal.detach', terminal }).catch(() => null)
    }
    if (at !== null && terminals[at]?.told.in_charge === null && held.current?.terminal !== at) {
      held.current = { terminal: at, mine: false, entered: true }
      void client
        .request({ type: 'terminal.attach', terminal: at, seat: 'remote', take_over: false })
        .catch(() => null)
    }
  }, [client, at, terminals])
  return useCallback((terminal: string | null) => {
    held.current = terminal === null ? null : { terminal, mine: false, entered: false }
  }, [])
}

/** What has become of the charge; notes what has been told of it. `at`: the clerk's visit. */
function fate(
  held: Held,
  at: string | null,
  known: TerminalState | undefined,
): 'kept' | 'over' | 'lost' {
  const mine = known?.in_charge?.you === true
  if (held.mine && !mine) return 'lost'
  held.mine = mine
  held.entered ||= held.terminal === at
  if (held.terminal === at) return 'kept'
  // The resident may have gone before the clerk came.
  return held.entered || (mine && known.room === null) ? 'over' : 'kept'
}
