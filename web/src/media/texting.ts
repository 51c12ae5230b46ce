/**
 * What two people of an inquiry write to each other, over however many data channels, without
 * WebRTC. `step(state, event)` gives the next state and the frames to send now, in order.
 *
 * Each channel belongs to one generation of their peer connection. A text that has not arrived
 * goes out again on the next channel, one that comes twice is kept once. PROTOCOL.md, section 8.
 */
import type { PeerMessage } from '@/protocol/peer'
import { WRITTEN_BYTES, WRITTEN_CHARACTERS, WRITTEN_KEPT, WRITTEN_WAITING } from '@/protocol/constants'

/** `waiting` for a channel, `sent`, `arrived` at the other end; or `received` from there. */
export type TextState = 'waiting' | 'sent' | 'arrived' | 'received'

export interface Text {
  /** Its writer's. */
  readonly id: string
  readonly text: string
  readonly state: TextState
}

export interface TextingState {
  /** Both ends' texts, the newest last. */
  readonly log: readonly Text[]
  readonly open: boolean
}

export type TextingEvent =
  | { type: 'say'; id: string; text: string }
  | { type: 'opened' }
  | { type: 'closed' }
  | { type: 'frame'; data: unknown }

type Step = readonly [TextingState, readonly string[]]

export const noTexts: TextingState = { log: [], open: false }

const ID = /^[A-Za-z0-9_.:-]{4,96}$/

export function step(state: TextingState, event: TextingEvent): Step {
  switch (event.type) {
    case 'say': {
      if (!maySay(state, event.text)) return [state, []]
      const { id, text } = event
      const said: Text = { id, text, state: state.open ? 'sent' : 'waiting' }
      return [added(state, said), state.open ? [written(said)] : []]
    }
    case 'opened': {
      const again = state.log.filter(isUnderWay)
      return [{ ...marked(state, 'waiting', 'sent'), open: true }, again.map(written)]
    }
    case 'closed':
      return [{ ...marked(state, 'sent', 'waiting'), open: false }, []]
    case 'frame':
      return came(state, decoded(event.data))
  }
}

/** Length in Unicode code points, as the limit counts it. */
export const lengthOf = (text: string): number => Array.from(text).length

/** Whether it can be taken: not empty, not too long, not too many under way. */
export function maySay(state: TextingState, text: string): boolean {
  const length = lengthOf(text)
  return (
    length > 0 &&
    length <= WRITTEN_CHARACTERS &&
    state.log.filter(isUnderWay).length < WRITTEN_WAITING
  )
}

/** Own, and not arrived yet. */
export const isUnderWay = ({ state }: Text): boolean => state === 'waiting' || state === 'sent'

function came(state: TextingState, message: PeerMessage | null): Step {
  if (message?.type === 'written') {
    const { id, text } = message
    const known = state.log.some((each) => each.id === id && each.state === 'received')
    const next = known ? state : added(state, { id, text, state: 'received' })
    return [next, [JSON.stringify({ type: 'arrived', id } satisfies PeerMessage)]]
  }
  if (message?.type === 'arrived') {
    const log = state.log.map((each): Text =>
      each.id === message.id && each.state === 'sent' ? { ...each, state: 'arrived' } : each,
    )
    return [{ ...state, log }, []]
  }
  return [state, []]
}

const written = ({ id, text }: Text): string =>
  // Half a character (a lone surrogate) has no UTF-8, and would be refused over there.
  JSON.stringify({
    type: 'written',
    id,
    text: text.replace(/\p{Surrogate}/gu, '\uFFFD'),
  } satisfies PeerMessage)

function added(state: TextingState, text: Text): TextingState {
  const log = [...state.log, text]
  if (log.length > WRITTEN_KEPT) {
    log.splice(
      log.findIndex((each) => !isUnderWay(each)),
      1,
    )
  }
  return { ...state, log }
}

function marked(state: TextingState, before: TextState, after: TextState): TextingState {
  const log = state.log.map((each) => (each.state === before ? { ...each, state: after } : each))
  return { ...state, log }
}

/** A frame of the other end; null when it is no message of ours. */
function decoded(data: unknown): PeerMessage | null {
  if (typeof data !== 'string' || data.length > WRITTEN_BYTES) return null
  let message: Record<string, unknown>
  try {
    const parsed: unknown = JSON.parse(data)
    if (typeof parsed !== 'object' || parsed === null) return null
    message = { ...parsed }
  } catch {
    return null
  }
  const { type, id, text } = message
  if (typeof id !== 'string' || !ID.test(id)) return null
  if (type === 'arrived') return { type, id }
  if (type !== 'written' || typeof text !== 'string') return null
  const length = lengthOf(text)
  return length > 0 && length <= WRITTEN_CHARACTERS ? { type, id, text } : null
}
