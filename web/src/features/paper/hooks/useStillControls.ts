import { useMemo, useState } from 'react'
import type { Picture } from '@/media/desk'
import type { Controls } from '../controls'
import {
  asCame,
  bounded,
  fitted,
  largest,
  quarter,
  scaled,
  shifted,
  visible,
  type Lie,
} from '../pan'
import { turnedSize, type Point, type Size } from '../view'

const MIDDLE: Point = { x: 0, y: 0 }
/** One press moves by so much of the window. */
const MOVE = 0.3

export interface StillView extends Controls {
  readonly lie: Lie
  /** Of the picture at which all of it fits the window. */
  readonly fit: Size
  readonly window: Size
  readonly scaleAbout: (factor: number, about: Point) => void
  readonly shift: (by: Point) => void
}

/** Looks at a picture that is here: nobody else sees it. */
export function useStillControls(
  picture: Picture | null,
  window: Size,
  toggleFlat: (() => void) | null,
): StillView | null {
  const key = picture?.url ?? ''
  const [kept, setKept] = useState<{ key: string; lie: Lie }>({ key, lie: asCame })
  const first = useMemo<Lie>(() => ({ ...asCame, turn: picture?.part.turn ?? 0 }), [picture])
  if (!picture) return null
  const size: Size = { width: picture.part.width, height: picture.part.height }
  const lie = bounded(kept.key === key ? kept.lie : first, size, window)
  const change = (next: (now: Lie) => Lie): void => {
    setKept((now) => ({ key, lie: next(now.key === key ? now.lie : first) }))
  }
  const scaleAbout = (factor: number, about: Point): void =>
    change((now) => scaled(now, factor, about, size, window))
  const shift = (by: Point): void => change((now) => shifted(now, by, size, window))
  const fit = fitted(size, lie.turn, window)
  return {
    lie,
    fit,
    window,
    scaleAbout,
    shift,
    flat: picture.part.shows === 'page',
    toggleFlat,
    turn: () => change(quarter),
    zoom: (factor) => scaleAbout(factor, MIDDLE),
    whole: () => change((now) => ({ ...asCame, turn: now.turn })),
    move: ({ x, y }) => shift({ x: -x * MOVE * window.width, y: -y * MOVE * window.height }),
    centre: (middle) =>
      change((now) => {
        const whole = { width: fit.width * now.scale, height: fit.height * now.scale }
        const [x, y] = [(0.5 - middle.x) * whole.width, (0.5 - middle.y) * whole.height]
        return bounded({ ...now, x, y }, size, window)
      }),
    closest: lie.scale >= largest(size, lie.turn, window) * 0.99,
    seen: visible(lie, size, window),
    size: turnedSize(size, lie.turn),
  }
}
