/** A told range of waiting, in the words that people use: whole minutes, never seconds. */

export interface WaitRange {
  low_s: number
  high_s: number
}

export type WaitWords = {
  /** Within a minute, at most so many minutes, or between two numbers of minutes. */
  kind: 'soon' | 'upTo' | 'between'
  low: number
  high: number
}

/** Rounded outwards: what is told should still hold nine times out of ten. */
export function waitWords({ low_s, high_s }: WaitRange): WaitWords {
  const low = Math.floor(low_s / 60)
  const high = Math.max(1, Math.ceil(high_s / 60))
  if (high === 1) return { kind: 'soon', low: 0, high }
  return { kind: low < 1 ? 'upTo' : 'between', low, high }
}
