import { describe, expect, it } from 'vitest'
import {
  asCame,
  bounded,
  fitted,
  largest,
  onPixels,
  quarter,
  scaled,
  screenPixels,
  shifted,
  visible,
} from '@/features/paper/pan'
import {
  between,
  centred,
  isClosest,
  moved,
  onScreen,
  place,
  turned,
  WHOLE,
  ZOOM,
  zoomedBy,
  zoomedTo,
} from '@/features/paper/view'
import { viewState } from './support/paper'

const A = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 }
const TURNS = [0, 90, 180, 270] as const
const near = (found: object | null, wanted: object): void => {
  expect(found).not.toBeNull()
  for (const [key, value] of Object.entries(wanted)) {
    expect((found as Record<string, number>)[key], key).toBeCloseTo(value as number)
  }
}

describe('a region', () => {
  it('turned clockwise lies where the eye finds it', () => {
    near(turned(A, 90), { x: 0.4, y: 0.1, width: 0.4, height: 0.3 })
    near(turned(A, 180), { x: 0.6, y: 0.4, width: 0.3, height: 0.4 })
    near(turned(A, 270), { x: 0.2, y: 0.6, width: 0.4, height: 0.3 })
  })

  it.each(TURNS)('turned by %d and back is the same', (turn) => {
    near(turned(turned(A, turn), ((360 - turn) % 360) as 0), A)
  })
})

describe('a frame in its place', () => {
  const frame = { width: 1920, height: 1080 }

  it('turned by a quarter is as high as the area', () => {
    const { window, frame: laid } = place(frame, WHOLE, 90, { width: 1000, height: 960 })
    near(window, { width: 540, height: 960 })
    near(laid, { width: 960, height: 540, left: -210, top: 210 })
  })

  it('shows its box alone, about the box’s middle', () => {
    const box = { x: 0, y: 0, width: 0.5, height: 1 }
    const { window, frame: laid, origin } = place(frame, box, 0, { width: 960, height: 2000 })
    near(window, { width: 960, height: 1080 })
    near(laid, { width: 1920, height: 1080, left: 0, top: 0 })
    near(origin, { x: 25, y: 50 })
  })
})

describe('choosing a part', () => {
  const area = { width: 1000, height: 500 }

  it('fills the area with it, around what was drawn', () => {
    const view = viewState({ width: 2000, height: 2800 })
    const region = zoomedTo(view, { x: 0.25, y: 0.5, width: 0.5, height: 0.1 }, area)
    // 1000 x 280 of the sensor, in the area's shape 1000 x 500.
    near(region, { x: 0.25, width: 0.5, height: 500 / 2800, y: 0.55 - 250 / 2800 })
  })

  it('of a turned page asks for the same ink', () => {
    const drawn = { x: 0.5, y: 0.5, width: 0.2, height: 0.1 }
    const straight = viewState({ width: 2000, height: 1000, turn: 0 })
    const head = viewState({ width: 2000, height: 1000, turn: 180 })
    const mirrored = { x: 0.3, y: 0.4, width: 0.2, height: 0.1 }
    near(zoomedTo(head, drawn, area), zoomedTo(straight, mirrored, area) ?? {})
  })

  it('within a part that is shown already', () => {
    const view = viewState({
      width: 2000,
      height: 1000,
      region: { x: 0.5, y: 0.5, width: 0.5, height: 0.5 },
    })
    const region = zoomedTo(view, { x: 0, y: 0, width: 0.5, height: 0.5 }, area)
    near(region, { x: 0.5, y: 0.5, width: 0.25, height: 0.25 })
  })

  it('counts from the whole picture while no page is found', () => {
    const region = { x: 0.5, y: 0.5, width: 0.1, height: 0.1 }
    near(onScreen(viewState({ region, shows: 'camera' })), WHOLE)
    near(onScreen(viewState({ region, shows: 'camera', flat: false })), region)
  })

  it('stays on the page, and asks for no more than the sensor has', () => {
    const corner = zoomedTo(viewState(), { x: 0.99, y: 0.99, width: 0.01, height: 0.01 }, area)
    near(corner, { width: 320 / 2000, height: 160 / 2800, x: 1 - 320 / 2000, y: 1 - 160 / 2800 })
    expect(isClosest(viewState({ region: corner }))).toBe(true)
    expect(isClosest(viewState())).toBe(false)
  })

  it('all of it is no part', () => {
    const small = viewState({ width: 2000, height: 1000 })
    expect(zoomedTo(small, WHOLE, area)).toBeNull()
    const region = { x: 0.1, y: 0.1, width: 0.8, height: 0.8 }
    expect(zoomedBy({ ...small, region }, 1 / ZOOM, area)).toBeNull()
  })

  it('larger and smaller about the middle', () => {
    const view = viewState({ width: 2000, height: 1000 })
    const region = zoomedBy(view, 2, area)
    near(region, { x: 0.25, y: 0.25, width: 0.5, height: 0.5 })
    near(zoomedBy({ ...view, region }, 2, area), { x: 0.375, width: 0.25 })
  })

  it.each([
    [0, { x: 1, y: 0 }, { x: 0.4, y: 0.4 }],
    [90, { x: 1, y: 0 }, { x: 0.4, y: 0.28 }],
    [180, { x: 0, y: 1 }, { x: 0.4, y: 0.28 }],
  ] as const)('turned by %d moves as one sees it', (turn, by, wanted) => {
    const region = { x: 0.4, y: 0.4, width: 0.4, height: 0.4 }
    const next = moved(viewState({ turn, region }), by)
    near(next, turn === 0 ? { x: 0.52, y: 0.4 } : wanted)
  })

  it('goes to a place, not beyond the edge', () => {
    const region = { x: 0.4, y: 0.4, width: 0.2, height: 0.2 }
    near(centred(viewState({ region }), { x: 0, y: 0.5 }), { x: 0, y: 0.4, width: 0.2 })
  })

  it('a drawing is the same from any corner', () => {
    const one = between({ x: 100, y: 50 }, { x: 300, y: 100 }, area)
    expect(between({ x: 300, y: 100 }, { x: 100, y: 50 }, area)).toEqual(one)
    near(between({ x: -50, y: 0 }, { x: 5000, y: 500 }, area), WHOLE)
  })
})

describe('a still in its window', () => {
  const picture = { width: 2000, height: 3000 }
  const window = { width: 800, height: 600 }

  it('is as large as fits, and no smaller', () => {
    near(fitted(picture, 0, window), { width: 400, height: 600 })
    near(fitted(picture, 90, window), { width: 800, height: 800 / 1.5 })
    expect(scaled(asCame, 0.1, { x: 0, y: 0 }, picture, window).scale).toBe(1)
    const most = largest(picture, 0, window)
    expect(scaled(asCame, 1000, { x: 0, y: 0 }, picture, window).scale).toBe(most)
  })

  it('grows about the point under the hand', () => {
    const one = scaled(asCame, 4, { x: 0, y: 0 }, picture, window)
    const lie = scaled(one, 2, { x: 100, y: -50 }, picture, window)
    near(lie, { scale: 8, x: -100, y: 50 })
  })

  it('is not pushed out of the window', () => {
    const lie = shifted({ ...asCame, scale: 4 }, { x: 99_999, y: -99_999 }, picture, window)
    near(lie, { x: (1600 - 800) / 2, y: -(2400 - 600) / 2 })
    near(bounded({ ...asCame, x: 50 }, picture, window), { x: 0 })
  })

  it('turned stands whole again', () => {
    expect(quarter({ scale: 3, x: 5, y: 5, turn: 270 })).toEqual(asCame)
  })

  it('tells which part is seen', () => {
    expect(visible(asCame, picture, window)).toBeNull()
    near(visible({ ...asCame, scale: 4 }, picture, window), { width: 0.5, height: 0.25, x: 0.25 })
    const lie = shifted({ ...asCame, scale: 4 }, { x: 9999, y: 9999 }, picture, window)
    near(visible(lie, picture, window), { x: 0, y: 0 })
  })
})

describe('a copy for the screen', () => {
  const picture = { width: 2100, height: 3000 }
  const window = { width: 805, height: 901 }

  it('has just the pixels that the picture takes, turned', () => {
    expect(screenPixels(picture, asCame, window, 1)).toEqual({ width: 631, height: 901 })
    expect(screenPixels(picture, asCame, window, 2)).toEqual({ width: 1261, height: 1802 })
    const lying = quarter(asCame)
    expect(screenPixels(picture, lying, window, 1)).toEqual({ width: 805, height: 564 })
  })

  it('is not made where nearly every pixel is seen', () => {
    expect(screenPixels(picture, { ...asCame, scale: 2 }, window, 1)).not.toBeNull()
    expect(screenPixels(picture, { ...asCame, scale: 3 }, window, 1)).toBeNull()
  })

  it('lies on whole pixels of the screen', () => {
    for (const ratio of [1, 1.25, 1.5, 2]) {
      const lie = { ...asCame, scale: 1.3, x: 10.3, y: -3.7 }
      const pixels = screenPixels(picture, lie, window, ratio)
      expect(pixels).not.toBeNull()
      const { left, top, width, height } = onPixels(pixels ?? picture, lie, window, ratio)
      for (const each of [left, top, width, height]) {
        expect(each * ratio).toBeCloseTo(Math.round(each * ratio))
      }
      expect(left + width / 2).toBeCloseTo(window.width / 2 + lie.x, -0.3)
    }
  })
})
