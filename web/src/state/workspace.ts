/**
 * What a workspace knows from the server. Messages tell levels, not edges: the last one
 * about a thing is the truth about it, and a thing not told again before `synced` is over.
 */
import type {
  AlarmTold,
  CallbackTold,
  CallbackWindowsTold,
  Identity,
  PresenceTold,
  RequestTold,
  ReservationTold,
  RoomTold,
  ServerMessage,
  ServiceAvailability,
  TerminalState,
  VisitTold,
} from '@/protocol/server'
import { type IceConfig, iceConfig } from './ice'
import { endingOf, withEnding, type EndedRing } from './rings'

/** Something told, and when by our monotonic clock, ms: its durations count from there. */
export interface Timed<T> {
  told: T
  at: number
}

export interface WorkspaceState {
  participant: string | null
  identity: Identity | null
  ice: Timed<IceConfig> | null
  presence: Timed<PresenceTold> | null
  terminals: Readonly<Record<string, Timed<TerminalState>>>
  availability: Readonly<Record<string, Timed<ServiceAvailability>>>
  requests: Readonly<Record<string, Timed<RequestTold>>>
  reservations: Readonly<Record<string, Timed<ReservationTold>>>
  rooms: Readonly<Record<string, Timed<RoomTold>>>
  /** Open ones. */
  alarms: Readonly<Record<string, Timed<AlarmTold>>>
  /** Open callbacks that were left here, and the one that was taken here. */
  callbacks: Readonly<Record<string, Timed<CallbackTold>>>
  /** By service: the windows that were proposed last. */
  callbackWindows: Readonly<Record<string, Timed<CallbackWindowsTold>>>
  /** Whether callbacks can be left here at all. */
  takesCallbacks: boolean
  /** The last of each that ended, for telling people how. */
  endedRequest: RequestTold | null
  /** Apart from the others: without an interpreter the visit goes on. */
  endedInterpreter: RequestTold | null
  endedReservation: ReservationTold | null
  /** The visit that is over and of which this person may say how it ended. */
  visitOver: VisitTold | null
  /** Rings shown here that ended otherwise than by this tab's answer, the latest last. */
  endedRings: readonly EndedRing[]
  endedRoom: RoomTold | null
  /** The inquiry that has just ended, as it was when both were in it. */
  lastInquiry: RoomTold | null
  /** The terminal that another clerk took over from us. */
  lostTerminal: TerminalState | null
  /** The terminal at which a resident began last to wait alone, for saying so once. */
  newlyAwaited: TerminalState | null
  /** Whether the server takes up new work; conversations go on without it. */
  accepting: boolean
  /** Between `welcome` and `synced`: what has been told again. */
  told: ReadonlySet<string> | null
}

export const emptyState: WorkspaceState = {
  participant: null,
  identity: null,
  ice: null,
  presence: null,
  terminals: {},
  availability: {},
  requests: {},
  reservations: {},
  rooms: {},
  alarms: {},
  callbacks: {},
  callbackWindows: {},
  takesCallbacks: false,
  endedRequest: null,
  endedInterpreter: null,
  endedReservation: null,
  visitOver: null,
  endedRings: [],
  endedRoom: null,
  lastInquiry: null,
  lostTerminal: null,
  newlyAwaited: null,
  accepting: true,
  told: null,
}

const OPEN_CALLBACKS = new Set(['scheduled', 'due', 'taken'])
const LIVE_REQUESTS = new Set(['pending', 'reserved', 'assigned', 'wrapping'])

export function reduce(state: WorkspaceState, message: ServerMessage, now: number): WorkspaceState {
  switch (message.type) {
    case 'welcome':
      return {
        ...state,
        participant: message.participant,
        identity: message.identity,
        ice: { told: iceConfig(message.ice_servers, null), at: now },
        accepting: true,
        told: new Set(),
      }
    case 'ice.servers':
      return {
        ...state,
        ice: { told: iceConfig(message.ice_servers, message.expires_in_s), at: now },
      }
    case 'synced':
      return synced(state, now)
    case 'server.state':
      return { ...state, accepting: message.accepting }
    case 'presence.state':
      return { ...state, presence: { told: message, at: now } }
    case 'availability.state':
      return {
        ...state,
        availability: withAvailability(state, message.services, now),
        takesCallbacks: message.callbacks,
      }
    case 'terminal.state':
      return withTerminal(remember(state, message.terminal), message, now)
    case 'request.state':
      return withRequest(remember(state, message.request), message, now)
    case 'reservation.state':
      return withReservation(remember(state, message.reservation), message, now)
    case 'room.state':
      return withRoom(remember(state, message.room), message, now)
    case 'visit.state':
      return { ...remember(state, visitKey(message)), visitOver: message }
    case 'alarm.state':
      return withAlarm(remember(state, message.alarm), message, now)
    case 'callback.state':
      return withCallback(remember(state, message.callback), message, now)
    case 'callback.windows':
      return {
        ...state,
        callbackWindows: { ...state.callbackWindows, [message.service]: { told: message, at: now } },
      }
    // Answers, and what the peer connections handle.
    case 'ack':
    case 'error':
    case 'access.state':
    case 'resume.state':
    case 'server.move':
    case 'offer':
    case 'answer':
    case 'candidate':
    case 'restart':
      return state
    // A newer server may say more than we understand.
    default:
      return state
  }
}

function remember(state: WorkspaceState, id: string): WorkspaceState {
  return state.told ? { ...state, told: new Set([...state.told, id]) } : state
}

/** Apart from the request of that id, which is over or somebody else's to follow. */
const visitKey = ({ request }: VisitTold): string => `visit ${request}`

function synced(state: WorkspaceState, now: number): WorkspaceState {
  const { told } = state
  if (!told) return state
  const silent = Object.values(state.reservations).filter((each) => !told.has(each.told.reservation))
  const keep = <T>(things: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(things).filter(([id]) => told.has(id)))
  return {
    ...state,
    terminals: keep(state.terminals),
    requests: keep(state.requests),
    reservations: keep(state.reservations),
    endedRings: silent.reduce(
      (ended, each) => withEnding(ended, each.told, 'unknown', now),
      state.endedRings,
    ),
    rooms: keep(state.rooms),
    alarms: keep(state.alarms),
    callbacks: keep(state.callbacks),
    visitOver: state.visitOver && told.has(visitKey(state.visitOver)) ? state.visitOver : null,
    told: null,
  }
}

function withAvailability(
  state: WorkspaceState,
  services: readonly ServiceAvailability[],
  at: number,
): WorkspaceState['availability'] {
  const changed = services.map((told) => [told.service, { told, at }] as const)
  return { ...state.availability, ...Object.fromEntries(changed) }
}

function withAlarm(state: WorkspaceState, told: AlarmTold, now: number): WorkspaceState {
  if (told.state === 'cleared') return { ...state, alarms: without(state.alarms, told.alarm) }
  return { ...state, alarms: { ...state.alarms, [told.alarm]: { told, at: now } } }
}

function withTerminal(state: WorkspaceState, told: TerminalState, at: number): WorkspaceState {
  const before = state.terminals[told.terminal]?.told
  const wasOurs = before?.in_charge?.you ?? false
  const isOurs = told.in_charge?.you ?? false
  const taken = wasOurs && !isOurs && told.in_charge !== null
  const lostTerminal = isOurs ? null : taken ? told : state.lostTerminal
  const terminals = { ...state.terminals, [told.terminal]: { told, at } }
  return { ...state, terminals, lostTerminal, newlyAwaited: newlyAwaited(state, before, told) }
}

/** News of a resident who waits alone; who is told of with the page's first words is no news. */
function newlyAwaited(
  state: WorkspaceState,
  before: TerminalState | undefined,
  told: TerminalState,
): TerminalState | null {
  const known = state.newlyAwaited?.terminal === told.terminal ? null : state.newlyAwaited
  const waits = isAlone(told)
  if (!waits) return known
  const again = before && isAlone(before) && before.awaited?.request === told.awaited?.request
  if (again) return state.newlyAwaited
  return before || state.told === null ? told : known
}

/** A resident waits there, and no clerk is with them. */
export function isAlone(terminal: TerminalState): boolean {
  return Boolean(terminal.awaited) && terminal.in_charge === null
}

function withRequest(state: WorkspaceState, told: RequestTold, now: number): WorkspaceState {
  const interprets = told.kind === 'interpreter'
  if (LIVE_REQUESTS.has(told.state)) {
    const requests = { ...state.requests, [told.request]: { told, at: now } }
    return { ...state, requests, ...(interprets && { endedInterpreter: null }) }
  }
  const requests = without(state.requests, told.request)
  const ended = interprets ? { endedInterpreter: told } : { endedRequest: told }
  return { ...state, requests, ...ended }
}

function withReservation(
  state: WorkspaceState,
  told: ReservationTold,
  now: number,
): WorkspaceState {
  if (told.state === 'pending') {
    const reservations = { ...state.reservations, [told.reservation]: { told, at: now } }
    return { ...state, reservations, endedReservation: null }
  }
  const reservations = without(state.reservations, told.reservation)
  // What this tab never showed needs no explanation.
  const ending = state.reservations[told.reservation] ? endingOf(told) : null
  const endedRings = withEnding(state.endedRings, told, ending, now)
  return { ...state, reservations, endedReservation: told, endedRings }
}

function withRoom(state: WorkspaceState, told: RoomTold, now: number): WorkspaceState {
  const known = state.rooms[told.room]
  if (known && told.revision < known.told.revision) return state
  const self = told.members.some((member) => member.participant === state.participant)
  // How the ring ended has been seen by whoever came in, and is old when they are out.
  const after = { ...state, endedReservation: null }
  if (told.state !== 'ended' && self) {
    const rooms = { ...state.rooms, [told.room]: { told, at: now } }
    // What has been answered is not asked again after the next conversation.
    const visitOver = state.visitOver?.outcome ? null : state.visitOver
    return { ...after, rooms, endedRoom: null, lastInquiry: null, visitOver }
  }
  const rooms = without(state.rooms, told.room)
  const inquired = known?.told.kind === 'inquiry' && known.told.members.length > 1
  const lastInquiry = inquired ? known.told : state.lastInquiry
  const endedRoom = told.state === 'ended' ? told : state.endedRoom
  // That no interpreter came is old too, except to a clerk who waited for nobody else.
  const unserved = told.reason === 'unserved'
  return { ...after, rooms, endedRoom, lastInquiry, ...(!unserved && { endedInterpreter: null }) }
}

function withCallback(state: WorkspaceState, told: CallbackTold, now: number): WorkspaceState {
  const callbacks = without(state.callbacks, told.callback)
  if (!OPEN_CALLBACKS.has(told.state)) return { ...state, callbacks }
  return { ...state, callbacks: { ...callbacks, [told.callback]: { told, at: now } } }
}

function without<T>(things: Readonly<Record<string, T>>, id: string): Record<string, T> {
  return Object.fromEntries(Object.entries(things).filter(([key]) => key !== id))
}
