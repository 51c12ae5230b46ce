// Made by `npm run types` from the schema beside it; edits here are lost.

export type DeskTold =
  | ViewState
  | StillState
  | StillPart
  | PictureState
  | SoundState
  | PointerState
  | StrokeState
  | StrokeGone
  | PrinterState
  | PrintState
/**
 * What the document's frames show.
 */
export type Shows = 'page' | 'camera'
/**
 * What to do so that small print can be read; `FINE` when nothing has to be done.
 */
export type Advice = 'fine' | 'closer' | 'too_dark' | 'too_bright' | 'glare' | 'blurred' | 'moving' | 'no_page'
/**
 * How far a still has come.
 */
export type StillStage = 'waiting' | 'taking' | 'sending' | 'done' | 'cancelled' | 'failed'
/**
 * Why there is no still.
 */
export type StillFailure = 'busy' | 'not_allowed' | 'no_camera' | 'gone'
/**
 * What a media track is for. Named in the offer, never guessed from order.
 */
export type Purpose = 'voice' | 'face' | 'document' | 'screen'
/**
 * How a picture is sent.
 */
export type PictureStage = 'live' | 'still'
/**
 * What is wrong with the sound of the terminal's microphone.
 */
export type Trouble = 'too_quiet' | 'clipping' | 'echo' | 'no_signal'
/**
 * Why the terminal's printer prints nothing now.
 */
export type PrinterProblem = 'unreachable' | 'stopped'
/**
 * How far a paper that was offered to be printed has come.
 */
export type PrintStage = 'receiving' | 'offered' | 'printing' | 'printed' | 'declined' | 'withdrawn' | 'failed'
/**
 * Why it was not printed.
 */
export type PrintFailure = 'busy' | 'no_printer' | 'not_printable' | 'lost' | 'printer'

/**
 * How the paper is shown now; told when the channel opens and at each change.
 *
 * `flat`, `turn` and `region` are what is wanted (`ViewSet`), `shows` what the frames show:
 * the camera's picture, all of it, where no page is found. A receiver turns the frames
 * clockwise by `display`, which is `turn` and how the page lies in the frame. `box` is where
 * in the frame the picture lies, `width` and `height` the size of the whole picture, before
 * turning, in pixels of the sensor. Before turning: as the frames stand when turned by
 * `display` minus `turn`; `region` counts so, too.
 */
export interface ViewState {
  type: 'view.state'
  flat: boolean
  turn: 0 | 90 | 180 | 270
  region: Region | null
  shows: Shows
  display: 0 | 90 | 180 | 270
  box: Region
  width: number
  height: number
  advice: Advice
  paper: number
}
/**
 * A part of a picture, as shares of its width and height; the origin is at the top left.
 */
export interface Region {
  x: number
  y: number
  width: number
  height: number
}
/**
 * How far the still has come; `reason` when it failed.
 */
export interface StillState {
  type: 'still.state'
  still: string
  stage: StillStage
  reason: StillFailure | null
}
/**
 * The binary frames that follow are this picture's bytes, from `at` on.
 *
 * `shows` page comes first, if one was found, then the camera's picture. `size` is of the
 * whole part, `digest` its SHA-256. A receiver turns it clockwise by `turn`. It has been turned
 * by `turned` already, and shows the paper of that number.
 */
export interface StillPart {
  type: 'still.part'
  still: string
  shows: Shows
  mime: 'image/jpeg' | 'image/webp' | 'image/png'
  width: number
  height: number
  turn: 0 | 90 | 180 | 270
  size: number
  at: number
  digest: string
  frames: number
  last: boolean
  turned: 0 | 90 | 180 | 270
  paper: number
}
/**
 * How the terminal sends a picture to this person.
 */
export interface PictureState {
  type: 'picture.state'
  purpose: Purpose
  stage: PictureStage
}
/**
 * What is wrong with the sound of the terminal's microphone; null: nothing.
 */
export interface SoundState {
  type: 'sound.state'
  trouble: Trouble | null
}
/**
 * Where somebody points, in either picture where that is known; null in both: no longer.
 */
export interface PointerState {
  type: 'pointer.state'
  person: string
  number: number
  page: Spot | null
  camera: Spot | null
}
/**
 * A place in a picture, as shares of its width and height before turning, as in `Region`.
 *
 * Outside 0 to 1 it is beside the picture: next to the page, on the table.
 */
export interface Spot {
  x: number
  y: number
}
/**
 * A stroke from its point `start` on, counted from 0; from 0 it is told anew.
 *
 * `page` is null when it was drawn where no page is, `camera` unless the frames show that.
 */
export interface StrokeState {
  type: 'stroke.state'
  person: string
  number: number
  stroke: string
  start: number
  page: Spot[] | null
  camera: Spot[] | null
}
/**
 * These are gone.
 */
export interface StrokeGone {
  type: 'stroke.gone'
  /**
   * @minItems 1
   * @maxItems 64
   */
  strokes: StrokeName[]
}
/**
 * Names are each person's own.
 */
export interface StrokeName {
  person: string
  stroke: string
}
/**
 * There is a printer at the terminal; told by one only. `problem` null: it prints.
 */
export interface PrinterState {
  type: 'printer.state'
  problem: PrinterProblem | null
}
/**
 * How far the paper has come that this person offered; `reason` when it failed.
 */
export interface PrintState {
  type: 'print.state'
  job: string
  stage: PrintStage
  reason: PrintFailure | null
}
