import type { Region } from '@/protocol/desk-to-person'
import type { Point, Size } from './view'

/** What a person can do with the picture that is shown, the living one or a still. */
export interface Controls {
  /** The page alone, flat; false: what the camera sees. */
  readonly flat: boolean
  /** Null: there is nothing else to show. */
  readonly toggleFlat: (() => void) | null
  readonly turn: () => void
  /** Times by which the print grows, below 1 by which it shrinks. */
  readonly zoom: (factor: number) => void
  readonly whole: () => void
  readonly move: (by: Point) => void
  readonly centre: (middle: Point) => void
  readonly closest: boolean
  /** What is seen of the picture, as it is shown; null: all of it. */
  readonly seen: Region | null
  /** Of the whole picture, as it is shown; only their relation counts. */
  readonly size: Size
}
