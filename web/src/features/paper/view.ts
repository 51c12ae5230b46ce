/**
 * Where the paper lies on the screen, and which part of it a person chooses. Pure.
 *
 * Three ways to count: the picture as it stands (turn 0: `Region` of the protocol), the picture as
 * it is shown (turned by `turn`), and the window that shows a part of it. All as shares, 0 to 1.
 */
import type { Wanted } from '@/media/desk'
import type { Region, ViewState } from '@/protocol/desk-to-person'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export type Turn = ViewState['turn']

export const WHOLE: Region = { x: 0, y: 0, width: 1, height: 1 }

/** One press makes the print so much larger. */
export const ZOOM = 1.5
/** One press moves by so much of what is shown. */
const MOVE = 0.3
/** A part shows at least so many of the sensor's pixels along its long side: more is only blur. */
const LEAST_PIXELS = 320

/** The region of a picture, of the same picture turned clockwise. */
export function turned({ x, y, width, height }: Region, turn: Turn): Region {
  switch (turn) {
    case 0:
      return { x, y, width, height }
    case 90:
      return { x: 1 - y - height, y: x, width: height, height: width }
    case 180:
      return { x: 1 - x - width, y: 1 - y - height, width, height }
    case 270:
      return { x: y, y: 1 - x - width, width: height, height: width }
  }
}

export const turnedSize = ({ width, height }: Size, turn: Turn): Size =>
  turn % 180 === 0 ? { width, height } : { width: height, height: width }

export const added = (turn: Turn, by: 90 | 270): Turn => ((turn + by) % 360) as Turn

const back = (turn: Turn): Turn => ((360 - turn) % 360) as Turn

/** Which part of the picture is on the screen: all of it where what is wanted is not shown. */
export function shownRegion({ flat, region, shows }: ViewState): Region {
  return region && flat === (shows === 'page') ? region : WHOLE
}

/** The part of the turned picture that the window shows. */
export const onScreen = (view: ViewState): Region => turned(shownRegion(view), view.turn)

export interface Placed {
  /** The window in which the picture stands, CSS pixels: no bars, all of the area's one side. */
  readonly window: Size
  /** Of the whole frame before it is turned, relative to the window. */
  readonly frame: Size & { readonly left: number; readonly top: number }
  /** Of the frame, in percent of its size: the middle of the box. */
  readonly origin: Point
  readonly turn: Turn
}

/** Put a frame so that its box, turned, stands as large as possible in `area`. */
export function place(frame: Size, box: Region, display: Turn, area: Size): Placed {
  const boxed = turnedSize(
    { width: frame.width * box.width, height: frame.height * box.height },
    display,
  )
  const scale = Math.min(area.width / boxed.width, area.height / boxed.height)
  const window = { width: boxed.width * scale, height: boxed.height * scale }
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const [width, height] = [frame.width * scale, frame.height * scale]
  return {
    window,
    frame: {
      width,
      height,
      left: window.width / 2 - middle.x * width,
      top: window.height / 2 - middle.y * height,
    },
    origin: { x: middle.x * 100, y: middle.y * 100 },
    turn: display,
  }
}

/** A rectangle between two points of the window, as shares of it. */
export function between(a: Point, b: Point, window: Size): Region {
  const share = (value: number, of: number): number => Math.min(1, Math.max(0, value / of))
  const [x1, x2] = [share(Math.min(a.x, b.x), window.width), share(Math.max(a.x, b.x), window.width)]
  const [y1, y2] = [
    share(Math.min(a.y, b.y), window.height),
    share(Math.max(a.y, b.y), window.height),
  ]
  return { x: x1, y: y1, width: x2 - x1, height: y2 - y1 }
}

/** Show what was drawn in the window, and around it as much as fills the area. */
export function zoomedTo(view: ViewState, drawn: Region, area: Size): Region | null {
  const seen = onScreen(view)
  return wished(view, area, {
    x: seen.x + drawn.x * seen.width,
    y: seen.y + drawn.y * seen.height,
    width: drawn.width * seen.width,
    height: drawn.height * seen.height,
  })
}

/** The print larger (`factor` above 1) or smaller, about the middle of what is shown. */
export function zoomedBy(view: ViewState, factor: number, area: Size): Region | null {
  const { x, y, width, height } = onScreen(view)
  const next = { width: width / factor, height: height / factor }
  return wished(view, area, {
    x: x + (width - next.width) / 2,
    y: y + (height - next.height) / 2,
    ...next,
  })
}

/** The part beside it: `x` and `y` are −1, 0 or 1, as one sees it. */
export function moved(view: ViewState, { x, y }: Point): Region | null {
  const seen = onScreen(view)
  return centred(view, {
    x: seen.x + seen.width * (0.5 + MOVE * x),
    y: seen.y + seen.height * (0.5 + MOVE * y),
  })
}

/** The same size about another middle, a point of the whole picture as it is shown. */
export function centred(view: ViewState, middle: Point): Region | null {
  const { width, height } = onScreen(view)
  const inside = within({
    x: middle.x - width / 2,
    y: middle.y - height / 2,
    width,
    height,
  })
  return isWhole(inside) ? null : turned(inside, back(view.turn))
}

/** Whether one step more would show no more print. */
export function isClosest(view: ViewState): boolean {
  const { width, height } = shownRegion(view)
  return Math.max(width * view.width, height * view.height) <= LEAST_PIXELS * 1.01
}

export const isWhole = ({ width, height }: Region): boolean => width > 0.995 && height > 0.995

/** What to ask for, given what is wanted now. */
export const wanting = (now: Wanted, change: Partial<Wanted>): Wanted => ({ ...now, ...change })

/** A part of the turned picture in the shape of the area, as a region of the picture. */
function wished(view: ViewState, area: Size, part: Region): Region | null {
  const whole = turnedSize(view, view.turn)
  const shape = area.width / area.height
  // In pixels of the sensor, where the two sides can be compared.
  let width = part.width * whole.width
  let height = part.height * whole.height
  if (width / height < shape) width = height * shape
  else height = width / shape
  const larger = Math.max(1, LEAST_PIXELS / Math.max(width, height))
  width = Math.min(whole.width, width * larger)
  height = Math.min(whole.height, height * larger)
  const size = { width: width / whole.width, height: height / whole.height }
  const inside = within({
    x: part.x + (part.width - size.width) / 2,
    y: part.y + (part.height - size.height) / 2,
    ...size,
  })
  return isWhole(inside) ? null : turned(inside, back(view.turn))
}

function within({ x, y, width, height }: Region): Region {
  const [w, h] = [Math.min(1, width), Math.min(1, height)]
  return {
    x: Math.min(1 - w, Math.max(0, x)),
    y: Math.min(1 - h, Math.max(0, y)),
    width: w,
    height: h,
  }
}
