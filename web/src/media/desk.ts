/**
 * What a person sees and has of the paper, over however many data channels, without WebRTC.
 * `step(state, event)` gives the next state and what to do now, in order.
 *
 * A still comes in parts, each as bytes after its `still.part`. Bytes are held by the shell; here
 * they are counted, so that no terminal can send more than it said. A still that was under way when
 * its channel was lost goes on over the next one, from the first byte that is missing.
 * PROTOCOL.md, section 8.
 */
import type { DeskAsk } from '@/protocol/desk-to-terminal'
import type {
  PictureStage,
  Purpose,
  Region,
  StillFailure,
  StillPart,
  StillState,
  Trouble,
  ViewState,
} from '@/protocol/desk-to-person'
import { DESK_BYTES } from '@/protocol/constants'
import { decoded } from './deskMessages'

/** How the paper is to be shown. */
export interface Wanted {
  readonly flat: boolean
  readonly turn: ViewState['turn']
  readonly region: Region | null
}

/** A picture that has come whole and is what its digest says. */
export interface Picture {
  readonly part: StillPart
  /** Object addresses of this page's, made when it was checked. */
  readonly url: string
  readonly thumbnail: string
}

export interface Still {
  readonly id: string
  /** Counted from 1 in this conversation. */
  readonly number: number
  /** When it was asked for, ms since 1970. */
  readonly at: number
  /** The flat page, if one was found, before what the camera saw. */
  readonly pictures: readonly Picture[]
}

/** The one still that is under way. */
export interface Asking {
  readonly id: string
  readonly number: number
  readonly at: number
  /** `asked`: the terminal has said nothing of it yet. */
  readonly stage: 'asked' | 'waiting' | 'taking' | 'sending'
  /** What is coming now, and how much of it is here. */
  readonly part: StillPart | null
  readonly have: number
  /** Whether binary frames are its bytes. */
  readonly receiving: boolean
  /** Parts that have come whole. */
  readonly whole: readonly StillPart[]
}

/** Why a still did not come; `broken`: what came was not what was announced. */
export type Failure = StillFailure | 'broken'

export interface DeskState {
  readonly open: boolean
  /** Whether the room grants the document to this person. */
  readonly allowed: boolean
  readonly view: ViewState | null
  /** What was asked for last, here or elsewhere; further changes begin from it. */
  readonly wanted: Wanted | null
  readonly stages: Readonly<Partial<Record<Purpose, PictureStage>>>
  /** What is wrong with the sound of the terminal's microphone. */
  readonly trouble: Trouble | null
  readonly asking: Asking | null
  /** Parts that are whole and being checked, by still. */
  readonly checking: readonly Pick<Still, 'id' | 'number' | 'at'>[]
  readonly stills: readonly Still[]
  readonly failure: Failure | null
  /** Stills asked for so far. */
  readonly count: number
  /** How often somebody else has changed the view. */
  readonly others: number
}

export type DeskEvent =
  | { type: 'opened' }
  | { type: 'closed' }
  | { type: 'text'; data: string }
  | { type: 'bytes'; bytes: ArrayBuffer }
  | { type: 'allow'; on: boolean }
  | { type: 'want'; wanted: Wanted }
  | { type: 'get'; id: string; at: number }
  | { type: 'cancel' }
  | { type: 'checked'; still: string; picture: Picture | null }
  | { type: 'remove'; still: string }

export type DeskEffect =
  | { do: 'send'; ask: DeskAsk }
  /** Of the bytes held, keep so many; those that come next go behind them. */
  | { do: 'hold'; keep: number }
  | { do: 'take'; bytes: ArrayBuffer }
  /** The bytes held are all of it: check them, and hold none. */
  | { do: 'check'; still: string; part: StillPart }
  | { do: 'forget'; picture: Picture }

type Step = readonly [DeskState, readonly DeskEffect[]]

/** More are not kept; the oldest go first. */
export const STILLS_KEPT = 12
export const STILLS_KEPT_BYTES = 160 * 1024 * 1024

export const newDesk: DeskState = {
  open: false,
  allowed: false,
  view: null,
  wanted: null,
  stages: {},
  trouble: null,
  asking: null,
  checking: [],
  stills: [],
  failure: null,
  count: 0,
  others: 0,
}

export function step(state: DeskState, event: DeskEvent): Step {
  switch (event.type) {
    case 'opened':
      return opened({ ...state, open: true })
    case 'closed':
      return [lost(state), []]
    case 'text':
      return told(state, event.data)
    case 'bytes':
      return came(state, event.bytes)
    case 'allow':
      return event.on ? [{ ...state, allowed: true }, []] : withdrawn(state)
    case 'want':
      return want(state, event.wanted)
    case 'get':
      return get(state, event.id, event.at)
    case 'cancel':
      return cancelled(state, null)
    case 'checked':
      return checked(state, event.still, event.picture)
    case 'remove':
      return remove(state, ({ id }) => id === event.still)
  }
}

/** Whether a still can be asked for now. */
export const mayAsk = ({ open, allowed, asking }: DeskState): boolean =>
  open && allowed && asking === null

/** How much of the part under way has come, 0 to 1; null when nothing comes yet. */
export const progress = ({ part, have }: Asking): number | null =>
  part === null ? null : have / part.size

/** What a lost channel told last may not be so any more. */
const lost = (state: DeskState): DeskState => ({
  ...state,
  open: false,
  stages: {},
  trouble: null,
  asking: paused(state.asking),
})

function opened(state: DeskState): Step {
  const { asking } = state
  if (!asking) return [state, []]
  const { id: still, part, have, whole } = asking
  // Of a part that is whole nothing is missing: the one after it follows.
  const last = whole.at(-1)
  const from = part ?? last
  const ask: DeskAsk = {
    type: 'still.resume',
    still,
    part: from?.shows ?? null,
    have: part ? have : (last?.size ?? 0),
  }
  return [state, [{ do: 'send', ask }]]
}

const paused = (asking: Asking | null): Asking | null => asking && { ...asking, receiving: false }

function want(state: DeskState, wanted: Wanted): Step {
  if (!state.open || !state.allowed) return [state, []]
  return [{ ...state, wanted }, [{ do: 'send', ask: { type: 'view.set', ...wanted } }]]
}

function get(state: DeskState, id: string, at: number): Step {
  if (!mayAsk(state)) return [state, []]
  const number = state.count + 1
  const asking: Asking = {
    id,
    number,
    at,
    stage: 'asked',
    part: null,
    have: 0,
    receiving: false,
    whole: [],
  }
  const ask: DeskAsk = { type: 'still.get', still: id }
  return [{ ...state, asking, failure: null, count: number }, [{ do: 'send', ask }]]
}

/** It is not wanted any more; pictures of it that are here already stay. */
function cancelled(state: DeskState, failure: Failure | null): Step {
  const { asking, open } = state
  if (!asking) return [state, []]
  const checking = state.checking.filter(({ id }) => id !== asking.id)
  const ask: DeskAsk = { type: 'still.cancel', still: asking.id }
  return [
    { ...state, asking: null, checking, failure },
    [...(open ? [{ do: 'send', ask } as const] : []), { do: 'hold', keep: 0 }],
  ]
}

function withdrawn(state: DeskState): Step {
  const [quiet, effects] = cancelled({ ...state, failure: null }, null)
  const [empty, forgotten] = remove({ ...quiet, allowed: false, checking: [] }, () => true)
  return [empty, [...effects, ...forgotten]]
}

function remove(state: DeskState, goes: (still: Still) => boolean): Step {
  const gone = state.stills.filter(goes)
  if (gone.length === 0) return [state, []]
  const forget = gone
    .flatMap(({ pictures }) => pictures)
    .map((picture): DeskEffect => ({ do: 'forget', picture }))
  return [{ ...state, stills: state.stills.filter((each) => !goes(each)) }, forget]
}

function told(state: DeskState, data: string): Step {
  const message = decoded(data)
  switch (message?.type) {
    case 'view.state':
      return [viewed(state, message), []]
    case 'picture.state':
      return [{ ...state, stages: { ...state.stages, [message.purpose]: message.stage } }, []]
    case 'sound.state':
      return [{ ...state, trouble: message.trouble }, []]
    case 'still.state':
      return stage(state, message)
    case 'still.part':
      return part(state, message)
    default:
      return [state, []]
  }
}

/** What is told only to change the advice must not undo a wish that is on its way. */
function viewed(state: DeskState, view: ViewState): DeskState {
  const { wanted } = state
  const next = asWanted(view)
  if (wanted && state.view && same(asWanted(state.view), next)) return { ...state, view }
  const byOther = wanted !== null && !same(wanted, next)
  return { ...state, view, wanted: next, others: state.others + (byOther ? 1 : 0) }
}

const asWanted = ({ flat, turn, region }: Wanted): Wanted => ({ flat, turn, region })

function same(a: Wanted, b: Wanted): boolean {
  const [one, other] = [a.region, b.region]
  const near = (x: number, y: number): boolean => Math.abs(x - y) < 0.01
  const alike =
    one && other
      ? near(one.x, other.x) &&
        near(one.y, other.y) &&
        near(one.width, other.width) &&
        near(one.height, other.height)
      : one === other
  return a.flat === b.flat && a.turn === b.turn && alike
}

function stage(state: DeskState, { still, stage: next, reason }: StillState): Step {
  const { asking } = state
  if (asking?.id !== still) return [state, []]
  const over: DeskState = { ...state, asking: null }
  const drop: DeskEffect = { do: 'hold', keep: 0 }
  switch (next) {
    case 'done':
      // Half a part, or none at all, is not done.
      return asking.part || asking.whole.length === 0
        ? [{ ...over, failure: 'broken' }, [drop]]
        : [over, []]
    case 'cancelled':
      return [over, [drop]]
    case 'failed':
      if (reason === 'gone' && asking.stage === 'asked' && state.open) {
        // The channel was lost before the terminal had heard of it.
        const again: DeskAsk = { type: 'still.get', still }
        return [{ ...state, asking: { ...asking, stage: 'waiting' } }, [{ do: 'send', ask: again }]]
      }
      return [{ ...over, failure: reason ?? 'broken' }, [drop]]
    default:
      return [{ ...state, asking: { ...asking, stage: next } }, []]
  }
}

function part(state: DeskState, message: StillPart): Step {
  const { asking } = state
  const isHere = asking?.whole.some(({ digest }) => digest === message.digest)
  if (asking?.id !== message.still || isHere) return [{ ...state, asking: paused(asking) }, []]
  const { part: before } = asking
  const goesOn =
    before?.digest === message.digest &&
    before.size === message.size &&
    before.shows === message.shows
  // Each picture comes once, the camera's last, and nothing is left out of one.
  const inTurn = asking.whole.every(({ shows }) => shows === 'page' && message.shows === 'camera')
  if (!inTurn || message.at >= message.size || message.at > (goesOn ? asking.have : 0)) return cancelled(state, 'broken')
  const next: Asking = {
    ...asking,
    stage: 'sending',
    part: message,
    have: message.at,
    receiving: true,
  }
  return [{ ...state, asking: next }, [{ do: 'hold', keep: message.at }]]
}

function came(state: DeskState, bytes: ArrayBuffer): Step {
  const { asking } = state
  const length = bytes.byteLength
  if (!asking?.part || !asking.receiving || length === 0) return [state, []]
  const have = asking.have + length
  if (length > DESK_BYTES || have > asking.part.size) return cancelled(state, 'broken')
  const take: DeskEffect = { do: 'take', bytes }
  if (have < asking.part.size) return [{ ...state, asking: { ...asking, have } }, [take]]
  const { id, number, at } = asking
  const next: Asking = {
    ...asking,
    part: null,
    have: 0,
    receiving: false,
    whole: [...asking.whole, asking.part],
  }
  return [
    { ...state, asking: next, checking: [...state.checking, { id, number, at }] },
    [take, { do: 'check', still: id, part: asking.part }],
  ]
}

function checked(state: DeskState, still: string, picture: Picture | null): Step {
  const index = state.checking.findIndex(({ id }) => id === still)
  const waited = state.checking[index]
  // Cancelled, or over, meanwhile.
  if (!waited) return [state, picture ? [{ do: 'forget', picture }] : []]
  const checking = state.checking.filter((_, each) => each !== index)
  if (!picture) {
    const failed: DeskState = { ...state, checking, failure: 'broken' }
    return state.asking?.id === still ? cancelled(failed, 'broken') : [failed, []]
  }
  const known = state.stills.some(({ id }) => id === still)
  const stills = known
    ? state.stills.map((each) =>
        each.id === still ? { ...each, pictures: [...each.pictures, picture] } : each,
      )
    : [...state.stills, { ...waited, pictures: [picture] }]
  return bounded({ ...state, checking, stills })
}

function bounded(state: DeskState): Step {
  const sizeOf = ({ pictures }: Still): number =>
    pictures.reduce((sum, each) => sum + each.part.size, 0)
  const keep: string[] = []
  let bytes = 0
  for (const still of [...state.stills].reverse()) {
    bytes += sizeOf(still)
    // The newest is kept in any case: it is what was asked for.
    if (keep.length > 0 && (keep.length >= STILLS_KEPT || bytes > STILLS_KEPT_BYTES)) break
    keep.push(still.id)
  }
  return remove(state, ({ id }) => !keep.includes(id))
}
