import type { ReactElement } from 'react'
import './paperMarks.css'

interface Place {
  readonly x: number
  readonly y: number
}

/** Places are shares of the picture over which this lies. */
export interface DrawnMarks {
  readonly strokes: readonly { key: string; number: number; points: readonly Place[] }[]
  readonly pointers: readonly { key: string; number: number; name: string; at: Place }[]
}

/** Colours and shapes, told apart without seeing colours, too; more people begin anew. */
const KINDS = 4

/** What people draw and where they point, over a picture of the paper; its parent is positioned. */
export function PaperMarks({ strokes, pointers }: DrawnMarks): ReactElement {
  return (
    <div className="marks" aria-hidden="true" data-testid="marks">
      <svg className="marks-strokes" viewBox="0 0 1 1" preserveAspectRatio="none">
        {strokes.map(({ key, number, points }) => (
          <g key={key} className={`marks-stroke ${kind(number)}`} data-testid="stroke">
            <polyline className="marks-halo" points={along(points)} />
            <polyline className="marks-ink" points={along(points)} />
          </g>
        ))}
      </svg>
      {pointers.filter(({ at }) => isInside(at)).map(({ key, number, name, at }) => (
        <div
          key={key}
          className={`marks-pointer ${kind(number)}`}
          data-testid="pointer"
          style={{ left: `${at.x * 100}%`, top: `${at.y * 100}%` }}
        >
          <svg viewBox="-22 -22 44 44" width="44" height="44">
            <path className="marks-halo" d={SHAPES[(number - 1) % KINDS]} />
            <path className="marks-ink" d={SHAPES[(number - 1) % KINDS]} />
            <circle className="marks-dot" r="3.5" />
          </svg>
          <span className={at.x > 0.6 ? 'marks-name is-left' : 'marks-name'}>{name}</span>
        </div>
      ))}
    </div>
  )
}

const SHAPES: readonly string[] = [
  'M-15 0a15 15 0 1 0 30 0a15 15 0 1 0 -30 0z',
  'M-14 -14h28v28h-28z',
  'M0 -18l18 18l-18 18l-18 -18z',
  'M0 -19l18 30h-36z',
]

const kind = (number: number): string => `marks-${((number - 1) % KINDS) + 1}`

/** A lone point is drawn as a dot. */
const along = (points: readonly Place[]): string =>
  (points.length === 1 ? [...points, ...points] : points).map(({ x, y }) => `${x},${y}`).join(' ')

const isInside = ({ x, y }: Place): boolean => x >= 0 && x <= 1 && y >= 0 && y <= 1
