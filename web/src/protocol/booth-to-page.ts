// Made by `npm run types` from the schema beside it; edits here are lost.

export type BoothTold = BoothState | BoothSound | BoothWritten | BoothPointers | BoothStrokes | BoothPrint | BoothIdle
/**
 * Which of the booth's screens is shown.
 */
export type Screen = 'start' | 'choosing' | 'connecting' | 'conversation' | 'on_hold' | 'with_clerk' | 'ended'
/**
 * The terminal's connection to the signaling server.
 */
export type ServerLink = 'online' | 'reconnecting'
/**
 * What a token lets its bearer be.
 */
export type Role = 'terminal' | 'clerk' | 'expert' | 'interpreter' | 'supervisor' | 'guard' | 'operator'
/**
 * The picture and sound path to the counterpart.
 */
export type MediaPath = 'none' | 'connecting' | 'connected' | 'interrupted'
/**
 * Where somebody's face stands on the screen.
 */
export type Placing = 'large' | 'beside'
/**
 * Why a room ended.
 */
export type EndReason = 'ended_by_staff' | 'ended_by_resident' | 'staff_left' | 'terminal_lost' | 'unserved'
/**
 * How it stands with the one question after a visit.
 */
export type Feedback = 'asked' | 'given'
/**
 * Whether others get the resident's picture.
 */
export type PictureGiven = 'given' | 'withheld' | 'none'
/**
 * How far the resident has come. One thing is asked on each screen.
 */
export type ChoosingStep = 'themes' | 'services' | 'service' | 'meeting' | 'callback'
/**
 * Why nobody came.
 */
export type WhyNot = 'closed' | 'nobody_on_duty' | 'all_declined' | 'expired' | 'not_heard'
/**
 * How far a callback has come.
 */
export type LeavingStep = 'windows' | 'number' | 'check' | 'sending' | 'left'
/**
 * What a person can choose from.
 */
export type OutputId = 'loudspeaker' | 'headphones' | 'induction_loop'
/**
 * Whether the terminal speaks.
 */
export type SpeechState = 'none' | 'missing' | 'off' | 'on'
/**
 * What is wrong with the sound of the terminal's microphone.
 */
export type Trouble = 'too_quiet' | 'clipping' | 'echo' | 'no_signal'
/**
 * How far a paper that was offered to be printed has come.
 */
export type PrintStage = 'receiving' | 'offered' | 'printing' | 'printed' | 'declined' | 'withdrawn' | 'failed'

/**
 * All that the booth screen shows, told whole on every change.
 */
export interface BoothState {
  type: 'booth.state'
  screen: Screen
  language: string
  link: ServerLink
  terminal_name: Names | null
  place_name: Names | null
  service_name: Names | null
  counterparts: Counterpart[]
  position: number | null
  wait: WaitRange | null
  reason: EndReason | null
  feedback: Feedback | null
  devices: Devices
  picture: PictureGiven
  spoken: string[]
  choosing: Choosing | null
  hearing: HearingShown
  speech: SpeechShown
  looks: LooksShown
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
 * Somebody in the room beside the resident.
 */
export interface Counterpart {
  participant: string
  role: Role
  name: string
  connected: boolean
  path: MediaPath
  sending: Sending
  place: Placing | null
  shows_screen: boolean
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
 * A wait that should fall between the two, nine times out of ten.
 */
export interface WaitRange {
  low_s: number
  high_s: number
}
/**
 * Each device: live, starting, missing, busy, stuck, failed or off.
 */
export interface Devices {
  face: string
  document: string
  microphone: string
  loudspeaker: string
}
/**
 * What the resident chooses from now.
 */
export interface Choosing {
  step: ChoosingStep
  spoken: string
  themes: ThemeShown[]
  theme: Names | null
  services: ServiceShown[]
  chosen: ServiceCard | null
  help: ServiceShown | null
  interpreter: ServiceAvailability | null
  meets: Role[]
  why: WhyNot | null
  callbacks: boolean
  callback: CallbackShown | null
  idle_left_s: number | null
}
/**
 * What a matter is about.
 */
export interface ThemeShown {
  id: string
  name: Names
}
/**
 * A service in a list.
 */
export interface ServiceShown {
  id: string
  name: Names
  languages: string[]
  availability: ServiceAvailability | null
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
 * A service by itself.
 */
export interface ServiceCard {
  id: string
  name: Names
  languages: string[]
  availability: ServiceAvailability | null
  description: Names
  hours: Names
  papers: Names
}
/**
 * The callback that the resident leaves. The number is not here: the page has it.
 */
export interface CallbackShown {
  step: LeavingStep
  windows: CallbackWindow[] | null
  window: CallbackWindow | null
  language: string
  failed: boolean
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
 * How the resident hears, and what can be chosen. As at first again after the visit.
 */
export interface HearingShown {
  loudness_db: number
  loudnesses_db: number[]
  clear: boolean
  outputs: OutputShown[]
}
/**
 * Something that the sound can come from.
 */
export interface OutputShown {
  output: OutputId
  chosen: boolean
  away: boolean
}
/**
 * Whether the terminal speaks, and the key that switches it.
 */
export interface SpeechShown {
  state: SpeechState
  key: string
}
/**
 * How the screen looks, and what can be chosen. As at first again after the visit.
 */
export interface LooksShown {
  size: number
  sizes: number[]
  contrast: boolean
  own_picture: boolean
}
/**
 * What is heard just now: small, and told at most ten times a second, when it changes.
 */
export interface BoothSound {
  type: 'booth.sound'
  microphone: number
  loudspeaker: number
  speaking: string[]
  resident: boolean
  unheard: boolean
  trouble: Trouble | null
}
/**
 * Somebody in the room has written: to be added to what they wrote before.
 */
export interface BoothWritten {
  type: 'booth.written'
  participant: string
  text: string
}
/**
 * Who points at the paper now, told whole on every change.
 */
export interface BoothPointers {
  type: 'booth.pointers'
  pointers: BoothPointer[]
}
/**
 * Where somebody points; `number` chooses the colour and the shape.
 */
export interface BoothPointer {
  participant: string
  number: number
  at: MarkPoint
}
/**
 * Shares of the width and height of the paper's picture as the page shows it.
 *
 * Outside 0 to 1 it is out of sight.
 */
export interface MarkPoint {
  x: number
  y: number
}
/**
 * All that is drawn on the paper, told whole on every change.
 */
export interface BoothStrokes {
  type: 'booth.strokes'
  strokes: BoothStroke[]
}
/**
 * What somebody has drawn, in one go.
 */
export interface BoothStroke {
  participant: string
  number: number
  points: MarkPoint[]
}
/**
 * What there is to print; null: nothing.
 */
export interface BoothPrint {
  type: 'booth.print'
  shown: PrintShown | null
}
/**
 * A paper that somebody offers, prints now, or how it went.
 */
export interface PrintShown {
  job: string
  participant: string
  stage: PrintStage
}
/**
 * What a free booth shows when nobody touches it. Times since the last touch, in seconds.
 */
export interface BoothIdle {
  type: 'booth.idle'
  notices: NoticeShown[]
  notices_after_s: number
  dim_after_s: number | null
}
/**
 * A public notice, as plain text.
 */
export interface NoticeShown {
  title: string
  source: string
  date: string | null
}
