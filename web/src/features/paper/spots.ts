/**
 * One place of the paper in the picture of it, and on a screen that shows a part of it, turned. Pure.
 *
 * The terminal's half is `edge_client/paper/places.py`; both are held to `tests/golden/spots.json`.
 */
import type { Region, Spot, StillPart, ViewState } from '@/protocol/desk-to-person'
import type { Picture, Still } from '@/media/desk'
import type { Lie } from './pan'
import { shownRegion, WHOLE, type Point, type Size } from './view'

/** The place of a picture, in the same picture turned clockwise. */
export function turnedSpot({ x, y }: Point, turn: number): Point {
  switch (turn % 360) {
    case 90:
      return { x: 1 - y, y: x }
    case 180:
      return { x: 1 - x, y: 1 - y }
    case 270:
      return { x: y, y: 1 - x }
    default:
      return { x, y }
  }
}

/** Where on the screen, as shares of what is shown, a place of the picture is seen. */
export const seenAt = (spot: Point, part: Region, turn: number): Point =>
  turnedSpot({ x: (spot.x - part.x) / part.width, y: (spot.y - part.y) / part.height }, turn)

/** Which place of the picture is meant by a place on the screen. */
export function meantBy(share: Point, part: Region, turn: number): Point {
  const { x, y } = turnedSpot(share, (360 - (turn % 360)) % 360)
  return { x: part.x + x * part.width, y: part.y + y * part.height }
}

/** A picture of the paper on the screen, on which marks can be made and seen. */
export interface Surface {
  readonly shows: ViewState['shows']
  /** Of a still, which paper it shows; null: whatever lies there now. */
  readonly paper: number | null
  /** Both as shares: of the window, and of the picture before turning. */
  readonly seen: (spot: Spot) => Point
  readonly meant: (share: Point) => Spot
}

export function liveSurface(view: ViewState): Surface {
  const part = shownRegion(view)
  return {
    shows: view.shows,
    paper: null,
    seen: (spot) => seenAt(spot, part, view.turn),
    meant: (share) => within(meantBy(share, part, view.turn)),
  }
}

/** `lie`: how the still lies in its window, at whose size it fits by `fit`; both in CSS pixels. */
export function stillSurface(part: StillPart, lie: Lie, fit: Size, window: Size): Surface {
  const turn = part.turned + lie.turn
  const size = { width: fit.width * lie.scale, height: fit.height * lie.scale }
  const left = window.width / 2 + lie.x - size.width / 2
  const top = window.height / 2 + lie.y - size.height / 2
  return {
    shows: part.shows,
    paper: part.paper,
    seen(spot) {
      const { x, y } = seenAt(spot, WHOLE, turn)
      return {
        x: (left + x * size.width) / window.width,
        y: (top + y * size.height) / window.height,
      }
    },
    meant({ x, y }) {
      const share = {
        x: (x * window.width - left) / size.width,
        y: (y * window.height - top) / size.height,
      }
      return within(meantBy(share, WHOLE, turn))
    },
  }
}

/** Beyond this it is no place beside the picture any more (`Spot` of the protocol). */
const within = ({ x, y }: Point): Spot => ({ x: bounded(x), y: bounded(y) })

const bounded = (along: number): number =>
  Math.round(Math.min(2, Math.max(-1, along)) * 10_000) / 10_000

/** Nearer points than so many CSS pixels say nothing more of a stroke. */
const NEAR = 2

/** Whether a point is far enough from the one before to be drawn; both shares of the window. */
export const isFarther = (from: Point | null, to: Point, window: Size): boolean =>
  !from || Math.hypot((to.x - from.x) * window.width, (to.y - from.y) * window.height) >= NEAR

/** Whether marks can be made on a still; if not, the text that says why. */
export function markable(
  still: Still,
  picture: Picture | null,
  view: ViewState | null,
): 'yes' | 'marks.otherPaper' | 'marks.cameraStill' {
  if (picture?.part.paper !== view?.paper) return 'marks.otherPaper'
  // The page may have been moved since: its place in the camera's picture says nothing any more.
  const hasPage = still.pictures.some(({ part }) => part.shows === 'page')
  return hasPage && picture?.part.shows === 'camera' ? 'marks.cameraStill' : 'yes'
}
