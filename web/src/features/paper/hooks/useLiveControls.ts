import type { DeskState } from '@/media/desk'
import type { DeskLine } from '@/media/deskLine'
import type { Region, ViewState } from '@/protocol/desk-to-person'
import type { Controls } from '../controls'
import {
  added,
  centred,
  isClosest,
  isWhole,
  moved,
  onScreen,
  turnedSize,
  zoomedBy,
  zoomedTo,
  type Size,
} from '../view'

interface Live extends Controls {
  /** A part of the window was drawn, as shares of it. */
  readonly draw: (drawn: Region) => void
}

/** Steers the living picture, for everybody in the room; null while nothing can be asked. */
export function useLiveControls(
  line: DeskLine | null,
  { view, wanted }: DeskState,
  area: Size,
): Live | null {
  if (!line || !view || !wanted) return null
  // Changes begin from what was asked for last: two quick presses are two steps.
  const asked: ViewState = { ...view, ...wanted }
  const seen = onScreen(asked)
  const region = (next: Region | null): void => line.show({ ...wanted, region: next })
  return {
    flat: wanted.flat,
    toggleFlat: () => line.show({ flat: !wanted.flat, turn: wanted.turn, region: null }),
    turn: () => line.show({ ...wanted, turn: added(wanted.turn, 90) }),
    zoom: (factor) => region(zoomedBy(asked, factor, area)),
    whole: () => region(null),
    move: (by) => region(moved(asked, by)),
    centre: (middle) => region(centred(asked, middle)),
    draw: (drawn) => region(zoomedTo(view, drawn, area)),
    closest: isClosest(asked),
    seen: isWhole(seen) ? null : seen,
    size: turnedSize(view, asked.turn),
  }
}
