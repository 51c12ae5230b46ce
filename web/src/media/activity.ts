/**
 * Who speaks: from levels, by hysteresis, so that no sign flickers. Pure.
 *
 * `edge_client/sound/activity.py` judges alike and says why each number is what it is;
 * `tests/golden/activity.json` holds both to it. Levels are dB of full scale, times seconds.
 */
const QUIETEST = 100
const ATTACK_S = 0.08
const RELEASE_S = 0.15
const ABOVE_NOISE_DB = 12
const LEAST_DB = -50
const HYSTERESIS_DB = 6
const HOLD_S = 0.7
const REST_S = 0.3
const FIRST_NOISE_DB = -65
const NOISE_DB = [-80, -38] as const
const NOISE_RISES = 1.5
const NOISE_FALLS_S = 0.3
const LONGEST_STEP_S = 0.2
const SILENT_AFTER_S = 0.25
const FIRST_STEP_S = 0.02

const share = (step: number, constant: number): number => 1 - Math.exp(-step / constant)

export class Activity {
  speaks = false
  private level = -QUIETEST
  private noise = FIRST_NOISE_DB
  private last: number | null = null
  private aboveAt = -Infinity
  private stoppedAt = -Infinity

  /** A level came. Whether somebody speaks. */
  heard(given: number, now: number): boolean {
    const level = Number.isFinite(given) ? Math.min(0, Math.max(-QUIETEST, given)) : -QUIETEST
    const since = this.last === null ? FIRST_STEP_S : Math.max(now - this.last, 0)
    const step = Math.min(since, LONGEST_STEP_S)
    this.last = now
    this.level += (level - this.level) * share(step, level > this.level ? ATTACK_S : RELEASE_S)
    this.followNoise(level, step)
    return this.judge(now)
  }

  /** Whether somebody speaks, when nothing may have come for a while. */
  at(now: number): boolean {
    const silent = this.last !== null && now - this.last >= SILENT_AFTER_S
    return silent ? this.heard(-QUIETEST, now) : this.speaks
  }

  private followNoise(level: number, step: number): void {
    const falls = (level - this.noise) * share(step, NOISE_FALLS_S)
    const rises = Math.min(NOISE_RISES * step, level - this.noise)
    const noise = this.noise + (level < this.noise ? falls : rises)
    this.noise = Math.min(Math.max(noise, NOISE_DB[0]), NOISE_DB[1])
  }

  private judge(now: number): boolean {
    const begins = Math.max(this.noise + ABOVE_NOISE_DB, LEAST_DB)
    if (this.level > begins - (this.speaks ? HYSTERESIS_DB : 0)) {
      if (this.speaks || now - this.stoppedAt >= REST_S) {
        this.speaks = true
        this.aboveAt = now
      }
    } else if (this.speaks && now - this.aboveAt >= HOLD_S) {
      this.speaks = false
      this.stoppedAt = now
    }
    return this.speaks
  }
}

/** dB of full scale of an amplitude. */
export const decibels = (amplitude: number): number =>
  amplitude > 0 ? 20 * Math.log10(amplitude) : -Infinity
