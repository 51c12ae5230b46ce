const FIRST_MS = 250
const LONGEST_MS = 5000

/** How long to wait before attempt `attempt` + 1; `random` in [0, 1) spreads half of it. */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)
  return Math.round(full / 2 + (full / 2) * random)
}
