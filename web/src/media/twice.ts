/**
 * Whether a voice is sent twice to somebody who loses packets, without WebRTC. Each packet then
 * brings the one before it again (RFC 2198): a single loss costs 20 ms of delay, and the line
 * 32 kbit/s. The terminal judges alike (`edge_client/sound/twice.py`).
 */
export interface Twice {
  readonly on: boolean
  /** The share of lost packets, smoothed. */
  readonly share: number
  /** The share when it began. */
  readonly before: number
  readonly lossyAt: number
  readonly worseAt: number
  /** What had been sent and lost at the last look; null before the first. */
  readonly counted: Counted | null
}

export interface Counted {
  readonly sent: number
  readonly lost: number
}

/** What a look at the connection's figures told; `rate` is what the line carries, bit/s. */
export interface Look extends Counted {
  readonly rate: number | null
}

export const LOOK_MS = 2000

const LOSSY = 0.015
const CLEAN = 0.004
/** A radio that has been bad soon is again. */
const CLEAN_MS = 15_000
const ROOM = 300_000
const NARROW = 220_000
/** If so much more is lost than before it began, it is what fills the line. */
const WORSE = 0.08
const AGAIN_MS = 60_000
const SMOOTH = 0.4
/** Packets that say something of a share: in silence hardly any are sent. */
const FEW = 20

export const ONCE: Twice = {
  on: false,
  share: 0,
  before: 0,
  lossyAt: -Infinity,
  worseAt: -Infinity,
  counted: null,
}

export function looked(state: Twice, look: Look, now: number): Twice {
  const next = counting(state, look)
  const lossyAt = next.share > CLEAN ? now : next.lossyAt
  const rate = look.rate ?? Infinity
  if (next.on) {
    if (next.share > next.before + WORSE) return { ...next, lossyAt, on: false, worseAt: now }
    return { ...next, lossyAt, on: rate >= NARROW && now - lossyAt <= CLEAN_MS }
  }
  const begins = next.share > LOSSY && rate >= ROOM && now - next.worseAt > AGAIN_MS
  return { ...next, lossyAt, on: begins, before: begins ? next.share : next.before }
}

function counting(state: Twice, { sent, lost }: Look): Twice {
  const { counted } = state
  if (!counted || sent < counted.sent) return { ...state, counted: { sent, lost } }
  const newly = sent - counted.sent
  if (newly < FEW) return state
  const share = Math.min(1, Math.max(0, (lost - counted.lost) / newly))
  return {
    ...state,
    counted: { sent, lost },
    share: state.share + SMOOTH * (share - state.share),
  }
}
