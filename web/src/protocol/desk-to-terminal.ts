// Made by `npm run types` from the schema beside it; edits here are lost.

export type DeskAsk = ViewSet | StillGet | StillResume | StillCancel
/**
 * What the document's frames show.
 */
export type Shows = 'page' | 'camera'

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
