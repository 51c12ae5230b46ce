/** How a still lies in its window: moved, made larger, turned. Pure; sizes in CSS pixels. */
import type { Region } from '@/protocol/desk-to-person'
import { isWhole, turnedSize, type Point, type Size, type Turn } from './view'

export interface Lie {
  /** Times the size at which all of it fits; 1 or more. */
  readonly scale: number
  /** Where the picture's middle is, from the window's middle. */
  readonly x: number
  readonly y: number
  /** Clockwise, from how it came. */
  readonly turn: Turn
}

export const asCame: Lie = { scale: 1, x: 0, y: 0, turn: 0 }

/** One press of a key or button. */
export const STEP = 1.5
/** So many CSS pixels one pixel of the picture may become. */
const CLOSEST = 2.5

/** The size at which all of the picture fits the window. */
export function fitted(picture: Size, turn: Turn, window: Size): Size {
  const { width, height } = turnedSize(picture, turn)
  const scale = Math.min(window.width / width, window.height / height)
  return { width: width * scale, height: height * scale }
}

export function largest(picture: Size, turn: Turn, window: Size): number {
  const fit = fitted(picture, turn, window)
  return Math.max(1, (turnedSize(picture, turn).width * CLOSEST) / fit.width)
}

/** Larger or smaller; the point under `about` (from the window's middle) stays where it is. */
export function scaled(lie: Lie, factor: number, about: Point, picture: Size, window: Size): Lie {
  const most = largest(picture, lie.turn, window)
  const scale = Math.min(most, Math.max(1, lie.scale * factor))
  const ratio = scale / lie.scale
  return bounded(
    {
      ...lie,
      scale,
      x: about.x - (about.x - lie.x) * ratio,
      y: about.y - (about.y - lie.y) * ratio,
    },
    picture,
    window,
  )
}

export function shifted(lie: Lie, by: Point, picture: Size, window: Size): Lie {
  return bounded({ ...lie, x: lie.x + by.x, y: lie.y + by.y }, picture, window)
}

/** By a quarter clockwise, the whole of it in sight again. */
export const quarter = (lie: Lie): Lie => ({
  ...asCame,
  turn: ((lie.turn + 90) % 360) as Turn,
})

/** The picture never leaves its window, nor is there a gap that need not be. */
export function bounded(lie: Lie, picture: Size, window: Size): Lie {
  const fit = fitted(picture, lie.turn, window)
  const room = (whole: number, of: number): number => Math.max(0, (whole * lie.scale - of) / 2)
  const [x, y] = [room(fit.width, window.width), room(fit.height, window.height)]
  return {
    ...lie,
    x: Math.min(x, Math.max(-x, lie.x)),
    y: Math.min(y, Math.max(-y, lie.y)),
  }
}

/** Which part of the turned picture is in the window; null: all of it. */
export function visible(lie: Lie, picture: Size, window: Size): Region | null {
  const fit = fitted(picture, lie.turn, window)
  const along = (whole: number, of: number, offset: number): [number, number] => {
    const size = whole * lie.scale
    const from = Math.max(0, (size - of) / 2 - offset)
    return [from / size, Math.min(of, size) / size]
  }
  const [x, width] = along(fit.width, window.width, lie.x)
  const [y, height] = along(fit.height, window.height, lie.y)
  const region = { x, y, width, height }
  return isWhole(region) ? null : region
}

/** Above it one pixel of the screen stands for so few of the picture's that any browser is right. */
const NEARLY_ALL = 0.85

/** How many pixels of the screen the turned picture takes; null: so many as it has itself. */
export function screenPixels(picture: Size, lie: Lie, window: Size, ratio: number): Size | null {
  const fit = fitted(picture, lie.turn, window)
  const scale = lie.scale * ratio
  const [width, height] = [Math.round(fit.width * scale), Math.round(fit.height * scale)]
  const whole = turnedSize(picture, lie.turn)
  return width > 0 && height > 0 && width < whole.width * NEARLY_ALL ? { width, height } : null
}

/** Where a copy of so many pixels lies, so that each falls on one of the screen's; CSS pixels. */
export function onPixels(
  { width, height }: Size,
  lie: Lie,
  window: Size,
  ratio: number,
): { left: number; top: number; width: number; height: number } {
  const place = (of: number, offset: number, size: number): number =>
    Math.round((of / 2 + offset) * ratio - size / 2) / ratio
  return {
    left: place(window.width, lie.x, width),
    top: place(window.height, lie.y, height),
    width: width / ratio,
    height: height / ratio,
  }
}
