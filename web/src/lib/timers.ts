/** Time as the shells need it; tests pass their own. Milliseconds, monotonic. */
export interface Clock {
  now: () => number
  after: (ms: number, run: () => void) => () => void
}

export const browserClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const handle = setTimeout(run, ms)
    return () => clearTimeout(handle)
  },
}
