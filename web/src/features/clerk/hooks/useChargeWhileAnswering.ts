import { useEffect, useRef } from 'react'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { currentRoom } from '@/state/select'

/**
 * A clerk who has answered a resident at a terminal that nobody has in charge takes charge of it
 * for as long as the visit lasts, since bringing in a specialist takes that. Afterwards the booth
 * is the residents' own again.
 */
export function useChargeWhileAnswering(): void {
  const { client } = useWorkspace()
  const state = useWorkspaceState()
  const held = useRef<string | null>(null)
  const room = currentRoom(state)?.told ?? null
  const at = room?.kind === 'visit' ? room.terminal : null
  const known = at === null ? undefined : state.terminals[at]
  const free = known !== undefined && known.in_charge === null
  useEffect(() => {
    const before = held.current
    if (before !== null && before !== at) {
      held.current = null
      void client.request({ type: 'terminal.detach', terminal: before }).catch(() => null)
    }
    if (at !== null && free && held.current !== at) {
      held.current = at
      void client
        .request({ type: 'terminal.attach', terminal: at, seat: 'remote', take_over: false })
        .catch(() => null)
    }
  }, [client, at, free])
}
