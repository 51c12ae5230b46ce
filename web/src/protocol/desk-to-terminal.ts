// Made by `npm run types` from the schema beside it; edits here are lost.

export type DeskAsk =
  | ViewSet
  | StillGet
  | StillResume
  | StillCancel
  | PointerSet
  | StrokeAdd
  | MarksUndo
  | MarksClear
  | PrintOffer
  | PrintWithdraw
/**
 * What the document's frames show.
 */
export type Shows = 'page' | 'camera'
/**
 * What can be offered to be printed.
 */
export type Printable = 'application/pdf' | 'image/jpeg' | 'image/png'

/**
 * Show the paper so, to everybody who sees it.
 *
 * `turn` is clockwise, from how the page is printed (`flat`) or how the camera stands.
 * `region` is of the whole picture before turning; null shows all of it.
 */
export interface ViewSet {
  type: 'view.set'
  flat: boolean
  turn: 0 | 90 | 180 | 270
  region: Region | null
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
 * Take a still and send it here. `still` is the asker's, by random.
 */
export interface StillGet {
  type: 'still.get'
  still: string
}
/**
 * Go on sending, on a new channel, from byte `have` of the part; null from the beginning.
 */
export interface StillResume {
  type: 'still.resume'
  still: string
  part: Shows | null
  have: number
}
/**
 * It is not wanted any more.
 */
export interface StillCancel {
  type: 'still.cancel'
  still: string
}
/**
 * Point there; null: no longer. Said again every second, or it vanishes by itself.
 *
 * `shows`: in the page, or in the camera's picture. `paper` is the number that a still came with,
 * null on the living picture: what lies on the table now is pointed at only if it is the same.
 */
export interface PointerSet {
  type: 'pointer.set'
  shows: Shows
  at: Spot | null
  paper?: number | null
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
 * Draw on: more of the asker's stroke of that name, which begins with the first of these.
 */
export interface StrokeAdd {
  type: 'stroke.add'
  stroke: string
  shows: Shows
  /**
   * @minItems 1
   * @maxItems 32
   */
  points: Spot[]
  paper?: number | null
}
/**
 * Take the asker's newest stroke away.
 */
export interface MarksUndo {
  type: 'marks.undo'
}
/**
 * Take all that the asker has drawn away.
 */
export interface MarksClear {
  type: 'marks.clear'
}
/**
 * Offer the resident this to print: its `size` bytes follow as binary frames.
 *
 * `job` is the asker's, by random.
 */
export interface PrintOffer {
  type: 'print.offer'
  job: string
  mime: Printable
  size: number
}
/**
 * Do not print it, if it does not print yet.
 */
export interface PrintWithdraw {
  type: 'print.withdraw'
  job: string
}
