/** What a terminal says on the desk's channel: nothing of it is believed before it is checked. Pure. */
import type {
  Advice,
  DeskTold,
  PictureStage,
  Purpose,
  Region,
  Shows,
  StillFailure,
  StillPart,
  StillStage,
  Trouble,
  ViewState,
} from '@/protocol/desk-to-person'
import { DESK_BYTES, PURPOSES, STILL_BYTES } from '@/protocol/constants'

/** A larger picture than any document camera gives would only fill the browser's memory. */
export const PICTURE_PIXELS = 120_000_000

const SHOWS: readonly Shows[] = ['page', 'camera']
const TURNS = [0, 90, 180, 270] as const
const MIMES = ['image/jpeg', 'image/webp', 'image/png'] as const
const STAGES: readonly StillStage[] = [
  'waiting',
  'taking',
  'sending',
  'done',
  'cancelled',
  'failed',
]
const FAILURES: readonly StillFailure[] = ['busy', 'not_allowed', 'no_camera', 'gone']
const PICTURE_STAGES: readonly PictureStage[] = ['live', 'still']
const ADVICE: readonly Advice[] = [
  'fine',
  'closer',
  'too_dark',
  'too_bright',
  'glare',
  'blurred',
  'moving',
  'no_page',
]
const TROUBLES: readonly Trouble[] = ['too_quiet', 'clipping', 'echo', 'no_signal']
const ID = /^[A-Za-z0-9_.:-]{4,96}$/
const DIGEST = /^[0-9a-f]{64}$/
const MAX_SIDE = 65_535
const MAX_FRAMES = 64
const MAX_PAPER = 2 ** 31

type Fields = Readonly<Record<string, unknown>>

/** A text frame of the terminal's; null when it is no message of ours. */
export function decoded(data: string): DeskTold | null {
  if (data.length > DESK_BYTES) return null
  let fields: Fields
  try {
    const parsed: unknown = JSON.parse(data)
    if (typeof parsed !== 'object' || parsed === null) return null
    fields = { ...parsed }
  } catch {
    return null
  }
  switch (fields['type']) {
    case 'view.state':
      return viewState(fields)
    case 'still.state':
      return stillState(fields)
    case 'still.part':
      return stillPart(fields)
    case 'picture.state':
      return pictureState(fields)
    case 'sound.state':
      return soundState(fields)
    default:
      return null
  }
}

function viewState(fields: Fields): ViewState | null {
  const { flat } = fields
  const turn = oneOf(TURNS, fields['turn'])
  const region = fields['region'] === null ? null : regionOf(fields['region'])
  const shows = oneOf(SHOWS, fields['shows'])
  const display = oneOf(TURNS, fields['display'])
  const box = regionOf(fields['box'])
  const width = whole(fields['width'], 1, MAX_SIDE)
  const height = whole(fields['height'], 1, MAX_SIDE)
  const advice = oneOf(ADVICE, fields['advice'])
  if (typeof flat !== 'boolean' || turn === null || region === undefined) return null
  if (shows === null || display === null || !box || advice === null) return null
  const paper = whole(fields['paper'] ?? 0, 0, MAX_PAPER)
  if (width === null || height === null || paper === null) return null
  return {
    type: 'view.state',
    flat,
    turn,
    region,
    shows,
    display,
    box,
    width,
    height,
    advice,
    paper,
  }
}

function stillState(fields: Fields): DeskTold | null {
  const { still } = fields
  const stage = oneOf(STAGES, fields['stage'])
  const reason = fields['reason'] == null ? null : oneOf(FAILURES, fields['reason'])
  if (typeof still !== 'string' || !ID.test(still) || stage === null) return null
  return { type: 'still.state', still, stage, reason }
}

function stillPart(fields: Fields): StillPart | null {
  const { still, digest, last } = fields
  const shows = oneOf(SHOWS, fields['shows'])
  const mime = oneOf(MIMES, fields['mime'])
  const width = whole(fields['width'], 1, MAX_SIDE)
  const height = whole(fields['height'], 1, MAX_SIDE)
  const turn = oneOf(TURNS, fields['turn'])
  const size = whole(fields['size'], 1, STILL_BYTES)
  const at = whole(fields['at'], 0, STILL_BYTES)
  const frames = whole(fields['frames'], 1, MAX_FRAMES)
  if (typeof still !== 'string' || !ID.test(still)) return null
  if (typeof digest !== 'string' || !DIGEST.test(digest) || typeof last !== 'boolean') return null
  if (shows === null || mime === null || turn === null || frames === null) return null
  if (width === null || height === null || width * height > PICTURE_PIXELS) return null
  if (size === null || at === null || at > size) return null
  const turned = oneOf(TURNS, fields['turned'] ?? 0)
  const paper = whole(fields['paper'] ?? 0, 0, MAX_PAPER)
  if (turned === null || paper === null) return null
  return {
    type: 'still.part',
    still,
    shows,
    mime,
    width,
    height,
    turn,
    size,
    at,
    digest,
    frames,
    last,
    turned,
    paper,
  }
}

function pictureState(fields: Fields): DeskTold | null {
  const purpose: Purpose | null = oneOf(PURPOSES, fields['purpose'])
  const stage = oneOf(PICTURE_STAGES, fields['stage'])
  return purpose === null || stage === null ? null : { type: 'picture.state', purpose, stage }
}

function soundState({ trouble }: Fields): DeskTold | null {
  const known = oneOf(TROUBLES, trouble)
  return trouble === null || known ? { type: 'sound.state', trouble: known } : null
}

/** A part of a picture that lies within it; undefined when it is none. */
function regionOf(value: unknown): Region | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields: Fields = { ...value }
  const [x, y] = [share(fields['x']), share(fields['y'])]
  const [width, height] = [share(fields['width']), share(fields['height'])]
  if (x === null || y === null || !width || !height) return undefined
  const inside = { x, y, width: Math.min(width, 1 - x), height: Math.min(height, 1 - y) }
  return inside.width > 0 && inside.height > 0 ? inside : undefined
}

function share(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : null
}

function whole(value: unknown, least: number, most: number): number | null {
  const fits =
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
  return fits ? value : null
}

function oneOf<T>(known: readonly T[], value: unknown): T | null {
  return known.find((each) => each === value) ?? null
}
