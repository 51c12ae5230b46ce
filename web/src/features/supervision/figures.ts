/** Measures of a contact centre from today's counts. The definitions stand beside each. */
import type { Figures } from '@/protocol/server'

export const OUTCOMES = [
  'settled',
  'continues',
  'transferred',
  'referred_elsewhere',
  'interrupted',
] as const

export const NOTHING: Figures = {
  answered: 0,
  in_time: 0,
  waited_s: 0,
  abandoned: 0,
  unserved: 0,
  expired: 0,
  handled: 0,
  handled_s: 0,
  outcomes: {},
}

/** Counts and sums of seconds may be added up; the measures below may not. */
export function together(all: readonly Figures[]): Figures {
  return all.reduce((sum, each) => plus(sum, each), NOTHING)
}

function plus(one: Figures, other: Figures): Figures {
  return {
    answered: one.answered + other.answered,
    in_time: one.in_time + other.in_time,
    waited_s: one.waited_s + other.waited_s,
    abandoned: one.abandoned + other.abandoned,
    unserved: one.unserved + other.unserved,
    expired: one.expired + other.expired,
    handled: one.handled + other.handled,
    handled_s: one.handled_s + other.handled_s,
    outcomes: Object.fromEntries(
      OUTCOMES.map((outcome) => [
        outcome,
        (one.outcomes[outcome] ?? 0) + (other.outcomes[outcome] ?? 0),
      ]),
    ),
  }
}

/** Null: nothing has happened yet from which it could be said. */
export interface Measures {
  /** Who has waited in line: answered, given up, or waited for too long. */
  queued: number
  /** Average speed of answer: seconds from the asking to the answer, of those answered. */
  asa_s: number | null
  /** Service level: the share answered in time of all who waited in line. */
  level: number | null
  /** Abandonment rate: the share that gave up of all who waited in line. */
  abandonment: number | null
  /** Average handle time: seconds from the answer until the person is free again. */
  aht_s: number | null
}

const per = (sum: number, count: number): number | null => (count > 0 ? sum / count : null)

export function measures(figures: Figures): Measures {
  const queued = figures.answered + figures.abandoned + figures.expired
  return {
    queued,
    asa_s: per(figures.waited_s, figures.answered),
    level: per(figures.in_time, queued),
    abandonment: per(figures.abandoned, queued),
    aht_s: per(figures.handled_s, figures.handled),
  }
}
