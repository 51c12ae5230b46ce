/** Extends the sign-in before it expires, so that nobody is signed out in mid-work. */
import type { Clock } from '@/lib/timers'

/** Renewed when this share of the life has passed. */
const SHARE = 0.6
const AGAIN_MS = 20_000
const SOONEST_MS = 1_000

export interface RenewalOptions {
  clock: Clock
  /** POST /api/renew, then `access.renew`; rejects when either fails. */
  renew: () => Promise<void>
}

export class Renewal {
  private cancel: (() => void) | null = null

  constructor(private readonly options: RenewalOptions) {}

  /** The access holds for `seconds` from now. */
  holdsFor(seconds: number): void {
    this.schedule(Math.max(SOONEST_MS, seconds * 1000 * SHARE))
  }

  stop(): void {
    this.cancel?.()
    this.cancel = null
  }

  private schedule(ms: number): void {
    this.stop()
    this.cancel = this.options.clock.after(ms, () => {
      this.options.renew().catch(() => this.schedule(AGAIN_MS))
    })
  }
}
