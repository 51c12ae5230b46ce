import type { Clock } from '@/lib/timers'

/** A clock that moves only when told. */
export class FakeClock implements Clock {
  private time = 0
  private due: { at: number; run: () => void }[] = []

  now = (): number => this.time

  after = (ms: number, run: () => void): (() => void) => {
    const entry = { at: this.time + ms, run }
    this.due.push(entry)
    return () => {
      this.due = this.due.filter((each) => each !== entry)
    }
  }

  /** Asleep: what was due is late, and comes with the next `pass`. */
  skip(ms: number): void {
    this.time += ms
  }

  pass(ms: number): void {
    const until = this.time + ms
    for (;;) {
      const next = this.due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.due = this.due.filter((each) => each !== next)
      this.time = Math.max(this.time, next.at)
      next.run()
    }
    this.time = until
  }
}
