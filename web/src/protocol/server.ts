// Made by `npm run types` from the schema beside it; edits here are lost.

export type ServerMessage =
  | Welcome
  | Synced
  | AccessState
  | IceServers
  | Ack
  | Error
  | ServerMove
  | ServerState
  | ResumeState
  | PresenceTold
  | AvailabilityState
  | TerminalState
  | RequestTold
  | VisitTold
  | ReservationTold
  | CallbackWindowsTold
  | CallbackTold
  | RoomTold
  | RelayedOffer
  | RelayedAnswer
  | RelayedCandidate
  | RelayedRestart
  | AlarmTold
  | SupervisionState
  | SupervisionFigures
/**
 * What a token lets its bearer be.
 */
export type Role = 'terminal' | 'clerk' | 'expert' | 'interpreter' | 'supervisor' | 'guard' | 'operator'
/**
 * The one list of codes. Each has a text for people in the web app's locale files.
 */
export type ErrorCode =
  | 'not_json'
  | 'unknown_type'
  | 'invalid_message'
  | 'too_large'
  | 'rate_limited'
  | 'hello_expected'
  | 'hello_repeated'
  | 'hello_timeout'
  | 'version_unsupported'
  | 'unauthorized'
  | 'access_expired'
  | 'resume_invalid'
  | 'replaced'
  | 'locked_out'
  | 'forbidden'
  | 'not_yours'
  | 'not_your_ring'
  | 'asked_oneself'
  | 'unknown_service'
  | 'unknown_language'
  | 'unknown_terminal'
  | 'unknown_person'
  | 'unknown_request'
  | 'unknown_reservation'
  | 'unknown_room'
  | 'unknown_participant'
  | 'unknown_alarm'
  | 'terminal_offline'
  | 'terminal_taken'
  | 'terminal_not_attached'
  | 'unknown_callback'
  | 'request_exists'
  | 'window_closed'
  | 'callbacks_off'
  | 'too_many_callbacks'
  | 'room_over'
  | 'ring_over'
  | 'in_another_room'
  | 'consult_alone'
  | 'wrong_state'
  | 'stale_generation'
  | 'stale_revision'
  | 'wrong_offerer'
  | 'unavailable'
  | 'draining'
  | 'internal'
/**
 * A person's availability.
 */
export type PresenceState = 'offline' | 'available' | 'reserved' | 'busy' | 'wrap_up' | 'away'
/**
 * Why a person's presence is what it is.
 */
export type PresenceReason =
  | 'self'
  | 'signed_in'
  | 'break'
  | 'meeting'
  | 'training'
  | 'missed_ring'
  | 'connection_lost'
  | 'signed_out'
  | 'conversation'
/**
 * Where a clerk sits in relation to the terminal.
 */
export type Seat = 'at_desk' | 'remote'
/**
 * What somebody is wanted for.
 */
export type RequestKind = 'visit' | 'interpreter' | 'inquiry' | 'callback'
/**
 * Where a request for a service stands.
 */
export type RequestState = 'pending' | 'reserved' | 'assigned' | 'wrapping' | 'completed' | 'canceled'
/**
 * Why a request was canceled.
 */
export type CancelReason = 'withdrawn' | 'abandoned' | 'unserved' | 'expired'
/**
 * Why nobody can serve a request now.
 */
export type UnservedWhy = 'closed' | 'nobody_on_duty' | 'all_declined'
/**
 * Why a person does not take a ring. Of the work, never of the resident.
 */
export type DeclineReason = 'busy_now' | 'wrong_service' | 'needs_other_language'
/**
 * How a conversation ended for the matter it was about, as who served it sees it.
 */
export type VisitOutcome = 'settled' | 'continues' | 'transferred' | 'referred_elsewhere' | 'interrupted'
/**
 * One request held for one person.
 */
export type ReservationState = 'pending' | 'accepted' | 'rejected' | 'timed_out' | 'rescinded' | 'canceled'
/**
 * What somebody is wanted for.
 */
export type RequestKind1 = 'visit' | 'interpreter' | 'inquiry' | 'callback'
/**
 * Where a callback stands.
 */
export type CallbackState = 'scheduled' | 'due' | 'taken' | 'done' | 'unreached' | 'expired' | 'withdrawn'
/**
 * What a room is for: it decides who holds it and what may flow in it.
 */
export type RoomKind = 'visit' | 'inquiry' | 'callback'
/**
 * Who is together now.
 */
export type RoomState = 'waiting' | 'live' | 'ended'
/**
 * Why a room ended.
 */
export type EndReason = 'ended_by_staff' | 'ended_by_resident' | 'staff_left' | 'terminal_lost' | 'unserved'
/**
 * Which of the room's rules for who hears and sees whom is in force.
 */
export type RoomMode = 'conversation' | 'consultation'
/**
 * What a media track is for. Named in the offer, never guessed from order.
 */
export type Purpose = 'voice' | 'face' | 'document' | 'screen'
/**
 * Where a guard alarm stands.
 */
export type AlarmState = 'raised' | 'escalated' | 'acknowledged' | 'cleared'
/**
 * What a device of a terminal does.
 */
export type DeviceState = 'starting' | 'live' | 'missing' | 'busy' | 'stuck' | 'failed' | 'off'
/**
 * What somebody is wanted for.
 */
export type RequestKind2 = 'visit' | 'interpreter' | 'inquiry' | 'callback'

/**
 * The answer to hello. State messages follow, and then ``synced``.
 *
 * `resume` is the token to come back with after a drop; `resumed` tells whether
 * this hello did come back as an earlier participant.
 */
export interface Welcome {
  type: 'welcome'
  protocol: number
  participant: string
  identity: Identity
  resume: string
  resumed: boolean
  expires_in_s: number
  ice_servers: IceServer[]
  node: string
}
/**
 * Who the server takes this socket to be.
 */
export interface Identity {
  role: Role
  id: string
  name: string
  languages: string[]
}
/**
 * One entry of W3C `RTCConfiguration.iceServers`.
 */
export interface IceServer {
  urls: string[]
  username: string | null
  credential: string | null
}
/**
 * All that concerns this participant has been told since ``welcome``.
 *
 * A room, request or reservation that the client remembers and that was not told
 * again is over.
 */
export interface Synced {
  type: 'synced'
}
/**
 * The socket's access holds for so long; then only the current conversation goes on.
 */
export interface AccessState {
  type: 'access.state'
  expires_in_s: number
  resume: string
}
/**
 * ICE servers and how long their credentials hold.
 */
export interface IceServers {
  type: 'ice.servers'
  ice_servers: IceServer[]
  expires_in_s: number
}
/**
 * The message `re` was carried out.
 */
export interface Ack {
  type: 'ack'
  re: string
}
/**
 * The message `re` was refused, or the socket is about to close.
 */
export interface Error {
  type: 'error'
  code: ErrorCode
  detail: string
  re: string | null
}
/**
 * This node closes: connect to another one, and keep this socket until welcomed there.
 *
 * A socket that is still here after `within_s` is closed.
 */
export interface ServerMove {
  type: 'server.move'
  within_s: number
}
/**
 * Whether the server can take up new work. False: conversations go on, all else waits.
 */
export interface ServerState {
  type: 'server.state'
  accepting: boolean
}
/**
 * The newest token to come back with; the one before is out of date.
 */
export interface ResumeState {
  type: 'resume.state'
  resume: string
}
/**
 * The receiver's own presence, told on every change of it.
 */
export interface PresenceTold {
  type: 'presence.state'
  state: PresenceState
  reason: PresenceReason
  since_s: number
  ends_in_s: number | null
}
/**
 * Services whose availability changed; all of them after ``availability.watch``.
 */
export interface AvailabilityState {
  type: 'availability.state'
  services: ServiceAvailability[]
  callbacks: boolean
}
/**
 * One service's availability by language, in the directory's order.
 */
export interface ServiceAvailability {
  service: string
  languages: LanguageAvailability[]
  opens_in_s: number | null
  closed: boolean
}
/**
 * How many can serve in one language, or interpret one pair: free now, and on duty in all.
 *
 * `wait` is what somebody asking now would wait; null: it cannot be said.
 */
export interface LanguageAvailability {
  language: string
  into: string | null
  available: number
  on_duty: number
  wait: WaitRange | null
}
/**
 * A wait that should fall between the two, nine times out of ten.
 */
export interface WaitRange {
  low_s: number
  high_s: number
}
/**
 * A terminal of the clerk's places, or the receiving terminal itself.
 *
 * What goes on there (`awaited`, else `visit`) is told to clerks only, and names nobody.
 */
export interface TerminalState {
  type: 'terminal.state'
  terminal: string
  name: Names
  place: string
  place_name: Names
  online: boolean
  in_charge: InCharge | null
  room: string | null
  awaited: AwaitedVisit | null
  visit: VisitUnderWay | null
}
/**
 * One name in the three languages of the service.
 */
export interface Names {
  fi: string
  sv: string
  en: string
}
/**
 * The clerk in charge of a terminal.
 */
export interface InCharge {
  person: string
  name: string
  seat: Seat
  you: boolean
}
/**
 * Somebody at a terminal waits for a service.
 */
export interface AwaitedVisit {
  request: string
  service: string
  service_name: Names
  language: string
  ringing: boolean
  waited_s: number
}
/**
 * A terminal is in a room. Null: a clerk opened it without asking for a service.
 */
export interface VisitUnderWay {
  service: string | null
  service_name: Names | null
  language: string | null
  elapsed_s: number
}
/**
 * A request's state, told to the terminal, its clerk and the room.
 */
export interface RequestTold {
  type: 'request.state'
  request: string
  kind: RequestKind
  state: RequestState
  reason: CancelReason | null
  service: string
  service_name: Names
  language: string
  into: string | null
  terminal: string | null
  room: string | null
  waited_s: number
  rung: number
  position: number | null
  wait: WaitRange | null
  why: UnservedWhy | null
  declined: DeclineReason | null
}
/**
 * A visit that is over, told to who may say how it ended; `outcome` null: nobody has yet.
 */
export interface VisitTold {
  type: 'visit.state'
  request: string
  service: string
  service_name: Names
  language: string
  outcome: VisitOutcome | null
}
/**
 * A ring, or its end, told to every socket of the person.
 */
export interface ReservationTold {
  type: 'reservation.state'
  reservation: string
  state: ReservationState
  request: string
  kind: RequestKind1
  service: string
  service_name: Names
  language: string
  into: string | null
  terminal: string | null
  terminal_name: Names | null
  place_name: Names | null
  summoned_by: Summoner
  remaining_s: number
  accepted_here: boolean
}
/**
 * Who asks: the clerk by name, or the terminal itself.
 */
export interface Summoner {
  role: Role
  name: string
}
/**
 * Windows in the service's opening hours, the nearest first. Others may be asked for too.
 */
export interface CallbackWindowsTold {
  type: 'callback.windows'
  service: string
  windows: CallbackWindow[]
}
/**
 * When somebody wants to be reached.
 *
 * The durations are for programs, the rest is for people to read: date and time at the
 * service's place, so that no browser's clock has a say in it.
 */
export interface CallbackWindow {
  opens_in_s: number
  closes_in_s: number
  in_days: number
  date: string
  opens: string
  last_date: string
  closes: string
}
/**
 * A callback, told to who left it and to who has taken it.
 */
export interface CallbackTold {
  type: 'callback.state'
  callback: string
  state: CallbackState
  service: string
  service_name: Names
  language: string
  place_name: Names | null
  window: CallbackWindow
  attempt: number
  contact: Contact | null
  unreadable: boolean
}
/**
 * How to reach a resident: by `phone` or `email`, or either. Never kept or logged in the clear.
 */
export interface Contact {
  name: string | null
  phone: string | null
  email: string | null
}
/**
 * The whole state of a room. A lower `revision` than one seen before is dropped.
 */
export interface RoomTold {
  type: 'room.state'
  room: string
  kind: RoomKind
  revision: number
  state: RoomState
  reason: EndReason | null
  mode: RoomMode
  wanted: RoomMode | null
  terminal: string | null
  terminal_name: Names | null
  place_name: Names | null
  service: string | null
  service_name: Names | null
  language: string | null
  may_save_stills: boolean
  members: Member[]
  links: Link[]
  grants: Grant[]
  elapsed_s: number
}
/**
 * One participant of a room.
 */
export interface Member {
  participant: string
  role: Role
  id: string
  name: string
  seat: Seat | null
  connected: boolean
  sending: Sending
  languages: string[]
}
/**
 * Which of their tracks a participant has switched on (mute and camera off).
 */
export interface Sending {
  voice: boolean
  face: boolean
  document: boolean
  screen: boolean
}
/**
 * A pair of members that need a peer connection, and who of them offers.
 *
 * `generation` is the highest one offered so far, 0 when none was.
 */
export interface Link {
  offerer: string
  answerer: string
  generation: number
}
/**
 * `sender` may send these purposes to `receiver`; nothing else may flow.
 */
export interface Grant {
  sender: string
  receiver: string
  purposes: Purpose[]
}
/**
 * An offer from another member.
 */
export interface RelayedOffer {
  room: string
  generation: number
  sdp: string
  /**
   * @minItems 1
   * @maxItems 8
   */
  tracks: Track[]
  type: 'offer'
  sender: string
}
/**
 * The purpose of one m-line, in both directions, named by its `mid` (RFC 8843).
 */
export interface Track {
  mid: string
  purpose: Purpose
}
/**
 * An answer from another member.
 */
export interface RelayedAnswer {
  room: string
  generation: number
  sdp: string
  type: 'answer'
  sender: string
}
/**
 * A candidate from another member.
 */
export interface RelayedCandidate {
  room: string
  generation: number
  candidate: IceCandidate | null
  type: 'candidate'
  sender: string
}
/**
 * W3C `RTCIceCandidateInit`, by its own field names.
 */
export interface IceCandidate {
  candidate: string
  sdpMid: string | null
  sdpMLineIndex: number | null
  usernameFragment: string | null
}
/**
 * Another member asks for a new generation.
 */
export interface RelayedRestart {
  room: string
  generation: number
  type: 'restart'
  sender: string
}
/**
 * An alarm, to those who are to help and to the persons who raised it. Never to a terminal.
 */
export interface AlarmTold {
  type: 'alarm.state'
  alarm: string
  state: AlarmState
  places: AlarmPlace[]
  terminal: string | null
  terminal_name: Names | null
  raised_by: AlarmRaiser
  raised_s: number
  escalated: boolean
  acknowledged_by: string | null
  reached: boolean
  yours: boolean
}
/**
 * A place with its name.
 */
export interface AlarmPlace {
  place: string
  name: Names
}
/**
 * Who pressed. Of a terminal the name is null: nobody knows who stands there.
 */
export interface AlarmRaiser {
  role: Role
  name: string | null
}
/**
 * Terminals and people that have changed; with `anew` all that was told before is void.
 */
export interface SupervisionState {
  type: 'supervision.state'
  anew: boolean
  terminals: WatchedTerminal[]
  people: WatchedPerson[]
}
/**
 * One terminal of the directory.
 */
export interface WatchedTerminal {
  terminal: string
  name: Names
  place: string
  place_name: Names
  online: boolean
  since_s: number | null
  health: TerminalHealth | null
  waits: WatchedWait[]
  room: WatchedRoom | null
}
/**
 * A terminal's devices. Null: it has none, or cannot know yet how that one is.
 */
export interface TerminalHealth {
  version: string
  face: DeviceState
  document: DeviceState
  microphone: DeviceState
  loudspeaker: DeviceState
  screen: DeviceState | null
  printer: DeviceState | null
}
/**
 * Somebody waits at the terminal: for a visit, or for an interpreter beside one.
 */
export interface WatchedWait {
  kind: RequestKind2
  service: string
  language: string
  into: string | null
  ringing: boolean
  waited_s: number
}
/**
 * Who is together at the terminal, by role; nobody is named, nothing of it is told.
 */
export interface WatchedRoom {
  service: string | null
  language: string | null
  mode: RoomMode
  roles: Role[]
  elapsed_s: number
}
/**
 * One person of the directory who can be rung.
 */
export interface WatchedPerson {
  person: string
  name: string
  services: string[]
  state: PresenceState
  reason: PresenceReason
  since_s: number | null
}
/**
 * Today's figures; with `anew` all that was told before is void.
 */
export interface SupervisionFigures {
  type: 'supervision.figures'
  anew: boolean
  level_s: number
  hours: HourFigures[]
  services: ServiceFigures[]
}
/**
 * One hour of today, by the clock of the service's place.
 */
export interface HourFigures {
  hour: number
  figures: Figures
}
/**
 * Counts and sums of visits, to be added up; no person is among them.
 *
 * Sums rather than means, for means of means would be wrong.
 */
export interface Figures {
  answered: number
  in_time: number
  waited_s: number
  abandoned: number
  unserved: number
  expired: number
  handled: number
  handled_s: number
  outcomes: {
    [k: string]: number
  }
}
/**
 * One service, today so far.
 */
export interface ServiceFigures {
  service: string
  figures: Figures
}
