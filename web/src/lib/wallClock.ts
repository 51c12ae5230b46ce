/** The time of day as the server has it: a computer's own clock may be wrong. */

/** Answers tell whole seconds, and come some while after. */
const NEARLY_MS = 60_000

let aheadMs = 0

/** Take the time from an answer's `Date` (RFC 9110, 6.6.1); anything else is left alone. */
export function hearTime(date: string | null): void {
  const told = Date.parse(date ?? '')
  if (Number.isNaN(told)) return
  const ahead = told - Date.now()
  aheadMs = Math.abs(ahead) < NEARLY_MS ? 0 : ahead
}

/** Now, ms since 1970. */
export const wallNow = (): number => Date.now() + aheadMs

/**
 * When `at` was, a time of `performance.now`, in ms since 1970. By how long ago, since the
 * monotonic clock may have stood still while the computer slept.
 */
export const wallTime = (at: number): number => wallNow() - (performance.now() - at)
