/** What everybody has marked on the paper, as the terminal tells it. Pure. */
import type {
  PointerState,
  Spot,
  StrokeGone,
  StrokeState,
} from '@/protocol/desk-to-person'
import { STROKE_POINTS, STROKES } from '@/protocol/constants'

export type Pointer = Omit<PointerState, 'type'>
export type Stroke = Omit<StrokeState, 'type' | 'start'>

export interface MarksState {
  readonly pointers: readonly Pointer[]
  /** The oldest first. */
  readonly strokes: readonly Stroke[]
}

export type MarkTold = PointerState | StrokeState | StrokeGone

export const noMarks: MarksState = { pointers: [], strokes: [] }

/** No terminal has more people in a room than this. */
const PEOPLE = 16

export function marked(state: MarksState, told: MarkTold): MarksState {
  switch (told.type) {
    case 'pointer.state':
      return { ...state, pointers: pointed(state.pointers, told) }
    case 'stroke.state':
      return { ...state, strokes: drawn(state.strokes, told) }
    case 'stroke.gone': {
      const isGone = (each: Stroke): boolean =>
        told.strokes.some(({ person, stroke }) => person === each.person && stroke === each.stroke)
      return { ...state, strokes: state.strokes.filter((each) => !isGone(each)) }
    }
  }
}

function pointed(
  pointers: readonly Pointer[],
  { person, number, page, camera }: PointerState,
): readonly Pointer[] {
  const others = pointers.filter((each) => each.person !== person)
  if (!page && !camera) return others
  return [...others, { person, number, page, camera }].slice(-PEOPLE)
}

function drawn(strokes: readonly Stroke[], told: StrokeState): readonly Stroke[] {
  const { person, number, stroke, start } = told
  const index = strokes.findIndex((each) => each.person === person && each.stroke === stroke)
  const before = strokes[index]
  const next: Stroke = {
    person,
    number,
    stroke,
    page: joined(before?.page ?? null, start, told.page),
    camera: joined(before?.camera ?? null, start, told.camera),
  }
  return before
    ? strokes.map((each, at) => (at === index ? next : each))
    : [...strokes, next].slice(-PEOPLE * STROKES)
}

function joined(
  before: readonly Spot[] | null,
  start: number,
  more: readonly Spot[] | null,
): Spot[] | null {
  return more && [...(before ?? []).slice(0, start), ...more].slice(0, STROKE_POINTS)
}
