/** The alarm's sound: two notes in turn, nothing like the bells of a ring. */
import { playLoop } from '@/features/ring/tone'

const PERIOD_S = 1.6
const NOTE_S = 0.28
const NOTES_HZ = [988, 740, 988, 740] as const
const LOUDNESS = 0.32

/** Sound until the returned function is called; silent when sound is not enabled. */
export const playSiren = (): (() => void) => playLoop(sirenSamples)

function sirenSamples(sampleRate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(PERIOD_S * sampleRate))
  NOTES_HZ.forEach((hz, number) => {
    const start = Math.round(number * NOTE_S * sampleRate)
    const length = Math.round(NOTE_S * sampleRate)
    for (let index = 0; index < length; index += 1) {
      const s = index / sampleRate
      const edge = Math.min(1, s / 0.01, (NOTE_S - s) / 0.02)
      const wave = Math.sin(2 * Math.PI * hz * s) + 0.4 * Math.sin(6 * Math.PI * hz * s)
      samples[start + index] = LOUDNESS * edge * wave
    }
  })
  return samples
}
