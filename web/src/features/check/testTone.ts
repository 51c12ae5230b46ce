/** Two soft notes on a loudspeaker of one's choice. */
import { playOn } from '@/media/outputs'

const NOTES: readonly (readonly [atS: number, hertz: number])[] = [
  [0, 523.3],
  [0.45, 784],
]
const NOTE_S = 0.6
export const TONE_S = 1.2

/** Play; resolves to whether it played on that loudspeaker. Rejects where no sound is allowed. */
export async function playTestTone(deviceId: string): Promise<boolean> {
  const context = new AudioContext()
  try {
    // By an element, as the voices in a conversation, since more browsers route those.
    const destination = context.createMediaStreamDestination()
    const audio = new Audio()
    audio.srcObject = destination.stream
    const there = await playOn(audio, deviceId)
    await Promise.all([context.resume(), audio.play()])
    for (const [atS, hertz] of NOTES) note(context, destination, atS, hertz)
    await new Promise((resolve) => setTimeout(resolve, TONE_S * 1000))
    audio.pause()
    audio.srcObject = null
    return there
  } finally {
    await context.close()
  }
}

function note(context: AudioContext, to: AudioNode, atS: number, hertz: number): void {
  const start = context.currentTime + atS
  const tone = new OscillatorNode(context, { frequency: hertz })
  const loudness = new GainNode(context, { gain: 0 })
  loudness.gain.setValueAtTime(0, start)
  loudness.gain.linearRampToValueAtTime(0.2, start + 0.02)
  loudness.gain.exponentialRampToValueAtTime(0.001, start + NOTE_S)
  tone.connect(loudness).connect(to)
  tone.start(start)
  tone.stop(start + NOTE_S)
}
