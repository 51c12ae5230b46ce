// Made by `npm run types` from the schema beside it; edits here are lost.

export type FromBooth =
  | BoothLanguage
  | BoothSpeak
  | BoothTheme
  | BoothService
  | BoothAsk
  | BoothMeet
  | BoothPicture
  | BoothCallback
  | BoothWindow
  | BoothNumber
  | BoothLeave
  | BoothBack
  | BoothTouched
  | BoothEnd
  | BoothDismiss
  | BoothLoudness
  | BoothClear
  | BoothOutput
  | BoothSpeech
  | BoothSay
  | BoothHush
  | BoothLooks
  | BoothRate
  | BoothWrite
  | BoothPrintSaid
  | BoothFrames
  | BoothShown
/**
 * What a person can choose from.
 */
export type OutputId = 'loudspeaker' | 'headphones' | 'induction_loop'

/**
 * The resident chose a language.
 */
export interface BoothLanguage {
  type: 'booth.language'
  language: 'fi' | 'sv' | 'en'
}
/**
 * The resident, alone, touched the language to be served in: a choice begins.
 */
export interface BoothSpeak {
  type: 'booth.speak'
  language: string
}
/**
 * The resident chose what the matter is about.
 */
export interface BoothTheme {
  type: 'booth.theme'
  theme: string
}
/**
 * The resident chose a service, to read about it.
 */
export interface BoothService {
  type: 'booth.service'
  service: string
}
/**
 * The resident wants the chosen service, in one of its languages: who would come is said.
 */
export interface BoothAsk {
  type: 'booth.ask'
  language: string
  interpreter?: boolean
}
/**
 * The resident knows who will see and hear them, and asks them to come.
 */
export interface BoothMeet {
  type: 'booth.meet'
  picture: boolean
}
/**
 * The resident gives their picture from now on, or no more.
 */
export interface BoothPicture {
  type: 'booth.picture'
  given: boolean
}
/**
 * The resident wants to be called back by the chosen service.
 */
export interface BoothCallback {
  type: 'booth.callback'
}
/**
 * The resident chose when: one of the windows shown, counted from 0.
 */
export interface BoothWindow {
  type: 'booth.window'
  window: number
}
/**
 * A number has been typed and is to be checked; which, the page keeps to itself.
 */
export interface BoothNumber {
  type: 'booth.number'
}
/**
 * The resident leaves the callback.
 */
export interface BoothLeave {
  type: 'booth.leave'
  phone: string
}
/**
 * One step back in the choice.
 */
export interface BoothBack {
  type: 'booth.back'
}
/**
 * The resident is still there.
 */
export interface BoothTouched {
  type: 'booth.touched'
}
/**
 * The resident ends the conversation, or takes the request back.
 */
export interface BoothEnd {
  type: 'booth.end'
}
/**
 * Back to the start, from the ended screen or a choice.
 */
export interface BoothDismiss {
  type: 'booth.dismiss'
}
/**
 * The resident wants it louder or quieter, dB; one of those offered.
 */
export interface BoothLoudness {
  type: 'booth.loudness'
  db: number
}
/**
 * The resident wants clear speech, or not any more.
 */
export interface BoothClear {
  type: 'booth.clear'
  on: boolean
}
/**
 * The resident chose what to listen with.
 */
export interface BoothOutput {
  type: 'booth.output'
  output: OutputId
}
/**
 * The resident wants the screens spoken, or not any more.
 */
export interface BoothSpeech {
  type: 'booth.speech'
  on: boolean
}
/**
 * What the page wants spoken.
 */
export interface BoothSay {
  type: 'booth.say'
  /**
   * @minItems 1
   * @maxItems 12
   */
  pieces: Spoken[]
  interrupts: boolean
}
/**
 * Words in one language, a BCP 47 tag.
 */
export interface Spoken {
  text: string
  language: string
}
/**
 * A key or a touch: what is being spoken is enough.
 */
export interface BoothHush {
  type: 'booth.hush'
}
/**
 * The resident wants the screen to look so.
 */
export interface BoothLooks {
  type: 'booth.looks'
  size: number
  contrast: boolean
  own_picture: boolean
}
/**
 * The resident touched how it went.
 */
export interface BoothRate {
  type: 'booth.rate'
  rating: number
}
/**
 * The resident writes, as it is written.
 */
export interface BoothWrite {
  type: 'booth.write'
  text: string
}
/**
 * The resident wants it printed, or not; of one that is over: has seen how it went.
 */
export interface BoothPrintSaid {
  type: 'booth.print_said'
  job: string
  yes: boolean
}
/**
 * The page of the terminal's own browser was given a frame to draw, about twice a second.
 */
export interface BoothFrames {
  type: 'booth.frames'
  screen: string
  frames: number
}
/**
 * The page has drawn a picture.
 */
export interface BoothShown {
  type: 'booth.shown'
  picture: number
  seq: number
}
