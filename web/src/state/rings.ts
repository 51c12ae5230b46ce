/** What became of rings that this person's tab showed and did not answer itself. Pure. */
import type { ReservationTold } from '@/protocol/server'

/**
 * `elsewhere`: this person answered, in another tab or on another device; `taken`: somebody else
 * did; `missed`: nobody here, so it went on; `withdrawn`: who asked took it back, or gave up;
 * `unknown`: it ended while this tab had no connection.
 */
export type RingEnding = 'elsewhere' | 'taken' | 'missed' | 'withdrawn' | 'unknown'

export interface EndedRing {
  ring: ReservationTold
  ending: RingEnding
  /** By our monotonic clock, ms. */
  at: number
}

/** More than so many nobody reads; the oldest are forgotten. */
const MOST = 5

/** How a ring that was shown here ended, or null when it is the person's own doing in this tab. */
export function endingOf({ state, accepted_here }: ReservationTold): RingEnding | null {
  switch (state) {
    case 'accepted':
      return accepted_here ? null : 'elsewhere'
    case 'rescinded':
      return 'taken'
    case 'timed_out':
      return 'missed'
    case 'canceled':
      return 'withdrawn'
    default:
      return null
  }
}

/** The endings with one more; each ring ends once. */
export function withEnding(
  ended: readonly EndedRing[],
  ring: ReservationTold,
  ending: RingEnding | null,
  at: number,
): readonly EndedRing[] {
  if (ending === null) return ended
  const others = ended.filter((each) => each.ring.reservation !== ring.reservation)
  return [...others, { ring, ending, at }].slice(-MOST)
}
