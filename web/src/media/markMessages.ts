/** What a terminal tells of marks: nothing of it is believed before it is checked. Pure. */
import type { Spot, StrokeName } from '@/protocol/desk-to-person'
import { DESK_BYTES, STROKE_POINTS, STROKES_AT_ONCE } from '@/protocol/constants'
import type { MarkTold } from './marks'

const ID = /^[A-Za-z0-9_.:-]{4,96}$/
const MOST_NUMBER = 99

type Fields = Readonly<Record<string, unknown>>

/** A text frame of the terminal's; null when it is nothing of marks. */
export function decodedMark(data: string): MarkTold | null {
  if (data.length > DESK_BYTES || !/"(pointer|stroke)\./.test(data)) return null
  try {
    const fields = asFields(JSON.parse(data))
    switch (fields?.['type']) {
      case 'pointer.state':
        return pointerState(fields)
      case 'stroke.state':
        return strokeState(fields)
      case 'stroke.gone':
        return strokeGone(fields)
      default:
        return null
    }
  } catch {
    return null
  }
}

function pointerState(fields: Fields): MarkTold | null {
  const [person, number] = [idOf(fields['person']), numberOf(fields['number'])]
  const [page, camera] = [spotOrNull(fields['page']), spotOrNull(fields['camera'])]
  if (!person || !number || page === undefined || camera === undefined) return null
  return { type: 'pointer.state', person, number, page, camera }
}

function strokeState(fields: Fields): MarkTold | null {
  const [person, number] = [idOf(fields['person']), numberOf(fields['number'])]
  const { start } = fields
  const stroke = idOf(fields['stroke'])
  const [page, camera] = [spotsOrNull(fields['page']), spotsOrNull(fields['camera'])]
  if (!person || !number || !stroke || page === undefined || camera === undefined) return null
  if (typeof start !== 'number' || !Number.isInteger(start)) return null
  if (start < 0 || start >= STROKE_POINTS || (!page && !camera)) return null
  return { type: 'stroke.state', person, number, stroke, start, page, camera }
}

function strokeGone({ strokes }: Fields): MarkTold | null {
  if (!Array.isArray(strokes) || strokes.length > STROKES_AT_ONCE) return null
  const names: StrokeName[] = []
  for (const each of strokes) {
    const fields = asFields(each)
    const [person, stroke] = [idOf(fields?.['person']), idOf(fields?.['stroke'])]
    if (!person || !stroke) return null
    names.push({ person, stroke })
  }
  return { type: 'stroke.gone', strokes: names }
}

const asFields = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null ? { ...value } : null

const idOf = (value: unknown): string | null =>
  typeof value === 'string' && ID.test(value) ? value : null

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_NUMBER
    ? value
    : null

/** Undefined: it is none. */
function spotOf(value: unknown): Spot | undefined {
  const fields = asFields(value)
  const [x, y] = [fields?.['x'], fields?.['y']]
  const isAlong = (each: unknown): each is number =>
    typeof each === 'number' && each >= -1 && each <= 2
  return isAlong(x) && isAlong(y) ? { x, y } : undefined
}

const spotOrNull = (value: unknown): Spot | null | undefined =>
  value === null ? null : spotOf(value)

function spotsOrNull(value: unknown): Spot[] | null | undefined {
  if (value === null) return null
  if (!Array.isArray(value) || value.length === 0 || value.length > STROKE_POINTS) return undefined
  const spots = value.map(spotOf)
  return spots.every((each) => each !== undefined) ? spots : undefined
}
