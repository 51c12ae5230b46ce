// Made by `npm run types` from the schema beside it; edits here are lost.

export type ClientMessage =
  | Hello
  | AccessRenew
  | Bye
  | IceGet
  | PresenceSet
  | PresenceProlong
  | AvailabilityWatch
  | TerminalAttach
  | TerminalDetach
  | RequestCreate
  | RequestCancel
  | RequestConclude
  | RequestRate
  | ReservationAccept
  | ReservationReject
  | CallbackWindowsGet
  | CallbackCreate
  | CallbackWithdraw
  | CallbackFinish
  | RoomOpen
  | RoomModeSet
  | RoomConfirm
  | RoomLeave
  | RoomEnd
  | MediaSet
  | Offer
  | Answer
  | Candidate
  | Restart
  | AlarmRaise
  | AlarmAcknowledge
  | AlarmClear
  | TerminalReport
  | SupervisionWatch
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
 * How a conversation ended for the matter it was about, as who served it sees it.
 */
export type VisitOutcome = 'settled' | 'continues' | 'transferred' | 'referred_elsewhere' | 'interrupted'
/**
 * Why a person does not take a ring. Of the work, never of the resident.
 */
export type DeclineReason = 'busy_now' | 'wrong_service' | 'needs_other_language'
/**
 * How an attempt to reach somebody went.
 */
export type CallbackOutcome = 'reached' | 'not_reached' | 'returned'
/**
 * Which of the room's rules for who hears and sees whom is in force.
 */
export type RoomMode = 'conversation' | 'consultation'
/**
 * What a media track is for. Named in the offer, never guessed from order.
 */
export type Purpose = 'voice' | 'face' | 'document' | 'screen'
/**
 * What a device of a terminal does.
 */
export type DeviceState = 'starting' | 'live' | 'missing' | 'busy' | 'stuck' | 'failed' | 'off'

/**
 * The first message on a socket. `resume` brings a dropped participant back.
 */
export interface Hello {
  id?: string | null
  type: 'hello'
  protocol: number
  client?: string
  resume?: string | null
}
/**
 * Extend the socket's access; a terminal sends a fresh `assertion`.
 */
export interface AccessRenew {
  id?: string | null
  type: 'access.renew'
  assertion?: string | null
}
/**
 * Leave for good: no place is kept.
 */
export interface Bye {
  id?: string | null
  type: 'bye'
}
/**
 * Ask for fresh ICE servers: TURN credentials live shortly.
 */
export interface IceGet {
  id?: string | null
  type: 'ice.get'
}
/**
 * Become available, or away with a reason.
 */
export interface PresenceSet {
  id?: string | null
  type: 'presence.set'
  state: 'available' | 'away'
  reason?: PresenceReason
}
/**
 * A minute more of wrap-up.
 */
export interface PresenceProlong {
  id?: string | null
  type: 'presence.prolong'
}
/**
 * Be told the availability of all services, now and on every change.
 */
export interface AvailabilityWatch {
  id?: string | null
  type: 'availability.watch'
}
/**
 * A clerk takes charge of a terminal; with `take_over` also from another clerk.
 */
export interface TerminalAttach {
  id?: string | null
  type: 'terminal.attach'
  terminal: string
  seat: Seat
  take_over?: boolean
}
/**
 * The clerk gives up the charge.
 */
export interface TerminalDetach {
  id?: string | null
  type: 'terminal.detach'
  terminal: string
}
/**
 * Ask for a service.
 *
 * `request` is made by the sender, so that a repeated message is no second
 * request. A clerk names the terminal they are in charge of; a terminal may only
 * ask for itself and leaves it out; an inquiry has none. An expert asks for an
 * interpreter only, and names the terminal of the room they are in.
 */
export interface RequestCreate {
  id?: string | null
  type: 'request.create'
  request: string
  service: string
  language: string
  /**
   * @maxItems 4
   */
  also?: string[]
  person?: string | null
  urgent?: boolean
  terminal?: string | null
  kind?: 'visit' | 'interpreter' | 'inquiry'
  into?: string | null
  interpreter?: InterpreterNeed | null
  room?: string | null
}
/**
 * An interpreter between two languages, one of which may be a sign language.
 */
export interface InterpreterNeed {
  request: string
  service: string
  language: string
  into: string
}
/**
 * Take a request back before somebody has accepted it.
 */
export interface RequestCancel {
  id?: string | null
  type: 'request.cancel'
  request: string
}
/**
 * Who served it, or the clerk who was at the terminal with them, says how it ended, once who
 * served it is out of its room; a later word takes the place of an earlier one. Nothing is said
 * of the resident.
 */
export interface RequestConclude {
  id?: string | null
  type: 'request.conclude'
  request: string
  outcome: VisitOutcome
}
/**
 * The resident says at the terminal how the visit went, by one touch: a later word takes the
 * place of an earlier one. Nothing is said of anybody.
 */
export interface RequestRate {
  id?: string | null
  type: 'request.rate'
  request: string
  rating: number
}
/**
 * Answer the ring.
 */
export interface ReservationAccept {
  id?: string | null
  type: 'reservation.accept'
  reservation: string
}
/**
 * Decline the ring; the request goes on to the next person.
 */
export interface ReservationReject {
  id?: string | null
  type: 'reservation.reject'
  reservation: string
  reason?: DeclineReason | null
}
/**
 * Ask which windows there are to choose from.
 */
export interface CallbackWindowsGet {
  id?: string | null
  type: 'callback.windows'
  service: string
}
/**
 * Leave a callback.
 *
 * `callback` is made by the sender, so that a repeated message is no second one. A terminal
 * leaves it for itself and a clerk for the terminal in their charge, or without one. The
 * window is from `from_s` until `until_s`, seconds from now; what of it lies outside of the
 * service's opening hours at either end is cut off.
 */
export interface CallbackCreate {
  id?: string | null
  type: 'callback.create'
  callback: string
  service: string
  language: string
  terminal?: string | null
  contact: Contact
  from_s: number
  until_s: number
}
/**
 * How to reach a resident: by `phone` or `email`, or either. Never kept or logged in the clear.
 */
export interface Contact {
  name?: string | null
  phone?: string | null
  email?: string | null
}
/**
 * Take it back, by who left it; the contact is erased at once.
 */
export interface CallbackWithdraw {
  id?: string | null
  type: 'callback.withdraw'
  callback: string
}
/**
 * Who has taken it says how it went, and leaves its room.
 */
export interface CallbackFinish {
  id?: string | null
  type: 'callback.finish'
  callback: string
  outcome: CallbackOutcome
}
/**
 * A remote clerk opens a conversation with the terminal in their charge.
 */
export interface RoomOpen {
  id?: string | null
  type: 'room.open'
  terminal: string
}
/**
 * Consult in private, or come together again. It begins when ``room.state`` says so.
 */
export interface RoomModeSet {
  id?: string | null
  type: 'room.mode'
  room: string
  mode: RoomMode
}
/**
 * The sender has stopped sending what the room's state of that revision does not grant.
 */
export interface RoomConfirm {
  id?: string | null
  type: 'room.confirm'
  room: string
  revision: number
}
/**
 * Leave; the others go on.
 */
export interface RoomLeave {
  id?: string | null
  type: 'room.leave'
  room: string
}
/**
 * End the conversation for everybody: the clerk in charge, or the resident.
 */
export interface RoomEnd {
  id?: string | null
  type: 'room.end'
  room: string
}
/**
 * Tell the room what one has switched on. The SDP does not change.
 */
export interface MediaSet {
  id?: string | null
  type: 'media.set'
  room: string
  sending: Sending
}
/**
 * Which of their tracks a participant has switched on (mute and camera off).
 */
export interface Sending {
  voice?: boolean
  face?: boolean
  document?: boolean
  screen?: boolean
}
/**
 * An SDP offer to another member (RFC 8829).
 */
export interface Offer {
  room: string
  generation: number
  sdp: string
  /**
   * @minItems 1
   * @maxItems 8
   */
  tracks: Track[]
  id?: string | null
  type: 'offer'
  to: string
}
/**
 * The purpose of one m-line, in both directions, named by its `mid` (RFC 8843).
 */
export interface Track {
  mid: string
  purpose: Purpose
}
/**
 * An SDP answer to another member.
 */
export interface Answer {
  room: string
  generation: number
  sdp: string
  id?: string | null
  type: 'answer'
  to: string
}
/**
 * An ICE candidate for another member.
 */
export interface Candidate {
  room: string
  generation: number
  candidate: IceCandidate | null
  id?: string | null
  type: 'candidate'
  to: string
}
/**
 * W3C `RTCIceCandidateInit`, by its own field names.
 */
export interface IceCandidate {
  candidate: string
  sdpMid?: string | null
  sdpMLineIndex?: number | null
  usernameFragment?: string | null
}
/**
 * Ask the offerer for a new generation.
 */
export interface Restart {
  room: string
  generation: number
  id?: string | null
  type: 'restart'
  to: string
}
/**
 * Call for help, silently.
 *
 * A terminal raises it for itself; a clerk for a terminal of their places or, without one,
 * for their places; an expert and an interpreter for the terminal of their room. The sender
 * makes the id `alarm` and repeats the message until it is acknowledged.
 */
export interface AlarmRaise {
  id?: string | null
  type: 'alarm.raise'
  alarm: string
  terminal?: string | null
  since_s?: number
}
/**
 * Somebody is going: it stops ringing for everybody.
 */
export interface AlarmAcknowledge {
  id?: string | null
  type: 'alarm.acknowledge'
  alarm: string
}
/**
 * The danger is over.
 */
export interface AlarmClear {
  id?: string | null
  type: 'alarm.clear'
  alarm: string
}
/**
 * A terminal tells how its devices are: after connecting, on change, and now and then.
 */
export interface TerminalReport {
  id?: string | null
  type: 'terminal.report'
  health: TerminalHealth
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
  screen?: DeviceState | null
  printer?: DeviceState | null
}
/**
 * Be told everything a supervisor may see, now and whenever it changes.
 */
export interface SupervisionWatch {
  id?: string | null
  type: 'supervision.watch'
}
