import { describe, expect, it } from 'vitest'
import cases from '../../tests/golden/spots.json'
import { Marker, type MarkAsk } from '@/features/paper/marker'
import { asCame, fitted, quarter, scaled } from '@/features/paper/pan'
import { liveSurface, markable, meantBy, seenAt, stillSurface } from '@/features/paper/spots'
import { decodedMark } from '@/media/markMessages'
import { marked, noMarks, type MarksState, type MarkTold } from '@/media/marks'
import { STROKE_POINTS, STROKE_POINTS_AT_ONCE } from '@/protocol/constants'
import { picture, stillPart, viewState } from './support/paper'
import { FakeClock } from './support/clock'

const near = (found: { x: number; y: number }, wanted: { x: number; y: number }): void => {
  expect(found.x).toBeCloseTo(wanted.x, 3)
  expect(found.y).toBeCloseTo(wanted.y, 3)
}

describe('a place of the paper', () => {
  it.each(cases)('on the screen: $name', (each) => {
    near(seenAt(each.picture, each.part, each.turn), each.screen)
    near(meantBy(each.screen, each.part, each.turn), each.picture)
  })

  it('is the same on the living picture however it is shown', () => {
    const region = { x: 0.25, y: 0.5, width: 0.5, height: 0.25 }
    const surface = liveSurface(viewState({ region, turn: 90 }))
    near(surface.meant({ x: 1, y: 0 }), { x: 0.25, y: 0.5 })
    near(surface.seen({ x: 0.25, y: 0.5 }), { x: 1, y: 0 })
  })

  it('is the same on a still, turned, enlarged and moved', () => {
    const part = stillPart({ width: 2400, height: 3400, turned: 90 })
    const window = { width: 800, height: 600 }
    const size = { width: part.width, height: part.height }
    const lie = scaled(quarter(asCame), 3, { x: 100, y: -50 }, size, window)
    const surface = stillSurface(part, lie, fitted(size, lie.turn, window), window)
    for (const share of [{ x: 0.1, y: 0.2 }, { x: 0.5, y: 0.5 }, { x: 0.9, y: 0.4 }]) {
      near(surface.seen(surface.meant(share)), share)
    }
    const whole = stillSurface(part, asCame, fitted(size, 0, window), window)
    near(whole.meant({ x: 0.5, y: 0 }), { x: 0, y: 0.5 })
  })

  it('on a still counts while that paper lies there, and on its page', () => {
    const still = { id: 's-1', number: 1, at: 0 }
    const page = picture(stillPart({ paper: 3 }))
    const camera = picture(stillPart({ paper: 3, shows: 'camera' }))
    const both = { ...still, pictures: [page, camera] }
    expect(markable(both, page, viewState({ paper: 3 }))).toBe('yes')
    expect(markable(both, page, viewState({ paper: 4 }))).toBe('marks.otherPaper')
    expect(markable(both, camera, viewState({ paper: 3 }))).toBe('marks.cameraStill')
    const alone = { ...still, pictures: [camera] }
    expect(markable(alone, camera, viewState({ paper: 3 }))).toBe('yes')
  })
})

describe('what the terminal tells of marks', () => {
  const person = 'x_aino'
  const stroke = (start: number, xs: number[]): MarkTold => ({
    type: 'stroke.state',
    person,
    number: 1,
    stroke: 'm_one',
    start,
    page: xs.map((x) => ({ x, y: 0.5 })),
    camera: null,
  })
  const all = (...told: MarkTold[]): MarksState => told.reduce(marked, noMarks)
  const xs = (state: MarksState): number[] => (state.strokes[0]?.page ?? []).map(({ x }) => x)

  it('makes a stroke longer, and anew from its beginning', () => {
    expect(xs(all(stroke(0, [0.1, 0.2]), stroke(2, [0.3])))).toEqual([0.1, 0.2, 0.3])
    expect(xs(all(stroke(0, [0.1, 0.2, 0.3]), stroke(0, [0.5])))).toEqual([0.5])
  })

  it('takes strokes and pointers away', () => {
    const gone: MarkTold = { type: 'stroke.gone', strokes: [{ person, stroke: 'm_one' }] }
    expect(all(stroke(0, [0.1]), gone).strokes).toEqual([])
    const at = { type: 'pointer.state', person, number: 1, page: { x: 0.1, y: 0.2 }, camera: null } as const
    expect(all(at, at).pointers).toHaveLength(1)
    expect(all(at, { ...at, page: null }).pointers).toEqual([])
  })

  it.each([
    ['no person', { ...stroke(0, [0.1]), person: '' }],
    ['a stroke from nowhere', stroke(-1, [0.1])],
    ['too many points', stroke(0, Array<number>(STROKE_POINTS + 1).fill(0.5))],
    ['no points', stroke(0, [])],
    ['a point far away', stroke(0, [7])],
    ['an endless number', { ...stroke(0, [0.1]), number: 1e9 }],
  ])('is not believed with %s', (_, message) => {
    expect(decodedMark(JSON.stringify(message))).toBeNull()
  })

  it('is read', () => {
    expect(decodedMark(JSON.stringify(stroke(0, [0.1])))).toEqual(stroke(0, [0.1]))
    expect(decodedMark('{"type":"pointer.state"')).toBeNull()
    expect(decodedMark(JSON.stringify({ type: 'view.state' }))).toBeNull()
  })
})

describe('marking', () => {
  const where = { shows: 'page', paper: null } as const
  const begun = (): { told: MarkAsk[]; clock: FakeClock; marker: Marker } => {
    const told: MarkAsk[] = []
    const clock = new FakeClock()
    let count = 0
    return { told, clock, marker: new Marker((ask) => told.push(ask), clock, () => `m-${(count += 1)}`) }
  }
  const at = (x: number): { x: number; y: number } => ({ x, y: 0.5 })

  it('tells a pointer at once, then the newest place now and then, and that it rests', () => {
    const { told, clock, marker } = begun()
    marker.point(where, at(0.1))
    marker.point(where, at(0.2))
    marker.point(where, at(0.3))
    clock.pass(60)
    expect(told.map((ask) => ('at' in ask ? ask.at?.x : null))).toEqual([0.1, 0.3])
    clock.pass(3500)
    expect(told.length).toBeGreaterThanOrEqual(5)
    marker.point(where, null)
    const length = told.length
    expect(told.at(-1)).toEqual({ type: 'pointer.set', ...where, at: null })
    clock.pass(5000)
    marker.point(where, null)
    expect(told).toHaveLength(length)
  })

  it('gathers the points of a stroke, none lost, and goes on in another when it is full', () => {
    const { told, clock, marker } = begun()
    for (let n = 0; n < STROKE_POINTS + 10; n += 1) marker.draw(where, at(n / 1000))
    marker.lift()
    clock.pass(1000)
    const strokes = new Map<string, number>()
    for (const ask of told) {
      if (ask.type !== 'stroke.add') continue
      expect(ask.points.length).toBeLessThanOrEqual(STROKE_POINTS_AT_ONCE)
      strokes.set(ask.stroke, (strokes.get(ask.stroke) ?? 0) + ask.points.length)
    }
    expect([...strokes]).toEqual([['m-1', STROKE_POINTS], ['m-2', 11]])
  })

  it('takes back by asking, and leaves nothing on its way', () => {
    const { told, clock, marker } = begun()
    marker.draw(where, at(0.1))
    marker.undo()
    expect(told.map(({ type }) => type)).toEqual(['stroke.add', 'marks.undo'])
    marker.point(where, at(0.1))
    marker.stop()
    clock.pass(10_000)
    expect(told.at(-1)).toMatchObject({ type: 'pointer.set', at: null })
  })
})
