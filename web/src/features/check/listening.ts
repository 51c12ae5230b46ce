/** Whether a microphone hears: from levels in dB of full scale, times in seconds. Pure. */

export type MicrophoneHeard = 'listening' | 'heard' | 'quiet' | 'silent'

/** Louder than a quiet room. */
const SOUND_DB = -50
/** Digital zero, or its dither: even a still room has more, so it is switched off somewhere. */
const SILENCE_DB = -90
const SOUND_S = 0.3
const SILENT_S = 2
const QUIET_S = 6

export class Listening {
  private first: number | null = null
  private last: number | null = null
  private loudS = 0
  private verdict: MicrophoneHeard = 'listening'
  private lastAlive: number | null = null

  /** A level came. What is to be said of the microphone now; once heard, it is well. */
  level(decibels: number, now: number): MicrophoneHeard {
    this.first ??= now
    this.lastAlive ??= now
    if (decibels > SILENCE_DB) this.lastAlive = now
    this.loudS = decibels > SOUND_DB ? this.loudS + now - (this.last ?? now) : 0
    this.last = now
    if (this.verdict !== 'heard') this.verdict = this.judge(now, this.first, this.lastAlive)
    return this.verdict
  }

  private judge(now: number, first: number, lastAlive: number): MicrophoneHeard {
    if (this.loudS >= SOUND_S) return 'heard'
    if (now - lastAlive >= SILENT_S) return 'silent'
    return now - first >= QUIET_S ? 'quiet' : 'listening'
  }
}
