/** Questions to the state, as the pages ask them. */
import type { Member, RequestTold, RoomTold, TerminalState, VisitTold } from '@/protocol/server'
import type { Timed, WorkspaceState } from './workspace'

/** The room this participant is in. */
export function currentRoom(state: WorkspaceState): Timed<RoomTold> | null {
  const rooms = Object.values(state.rooms)
  return rooms.at(-1) ?? null
}

/** The visit that is over, so that one can say how it ended; not during the next conversation. */
export function visitToConclude(state: WorkspaceState): VisitTold | null {
  return currentRoom(state) === null && !isJoining(state) ? state.visitOver : null
}

/** The visit's room: with a terminal, unlike a question without the resident. */
export function visitRoom(state: WorkspaceState): Timed<RoomTold> | null {
  const room = currentRoom(state)
  return room?.told.kind === 'inquiry' ? null : room
}

/** The room of a question without the resident. */
export function inquiryRoom(state: WorkspaceState): Timed<RoomTold> | null {
  const room = currentRoom(state)
  return room?.told.kind === 'inquiry' ? room : null
}

/** One's own question, until it is over. */
export function inquiryRequest(state: WorkspaceState): Timed<RequestTold> | null {
  const live = Object.values(state.requests)
  return live.find(({ told }) => told.kind === 'inquiry' && told.state !== 'wrapping') ?? null
}

/** The ring to answer: the one that came first. */
export function currentRing(state: WorkspaceState): WorkspaceState['reservations'][string] | null {
  return Object.values(state.reservations)[0] ?? null
}

/** Answered here, and the room's state is on its way. */
export function isJoining(state: WorkspaceState): boolean {
  const { endedReservation } = state
  return endedReservation?.state === 'accepted' && endedReservation.accepted_here
}

/** The terminal in this participant's own charge; of several, the one they are in a visit at. */
export function ownTerminal(state: WorkspaceState): TerminalState | null {
  const known = Object.values(state.terminals).map(({ told }) => told)
  const own = known.filter((each) => each.in_charge?.you)
  const at = currentRoom(state)?.told.terminal
  return own.find(({ terminal }) => terminal === at) ?? own[0] ?? null
}

/** The live request for a visit at a terminal. */
export function requestOf(state: WorkspaceState, terminal: string): Timed<RequestTold> | null {
  return liveAt(state, terminal, 'visit')[0] ?? null
}

/** The live request for an interpreter there: who is awaited, before who has come. */
export function interpreterOf(state: WorkspaceState, terminal: string): Timed<RequestTold> | null {
  const live = liveAt(state, terminal, 'interpreter').filter(({ told }) => told.state !== 'wrapping')
  return live.find(({ told }) => told.state !== 'assigned') ?? live[0] ?? null
}

function liveAt(
  state: WorkspaceState,
  terminal: string,
  kind: RequestTold['kind'],
): Timed<RequestTold>[] {
  return Object.values(state.requests).filter(
    ({ told }) => told.terminal === terminal && told.kind === kind,
  )
}

export function self(state: WorkspaceState, room: RoomTold): Member | null {
  return room.members.find((member) => member.participant === state.participant) ?? null
}

export function terminalOf(room: RoomTold): Member | null {
  return room.members.find((member) => member.role === 'terminal') ?? null
}
