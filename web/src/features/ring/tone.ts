import { createStore, type Readable } from '@/lib/store'
import { playOn } from '@/media/outputs'

/** The ring's sound: made here, so that it needs no file, and looped by the audio engine,
 *  since timers in hidden tabs run once a minute. */
let context: AudioContext | null = null
/** The loudspeaker it is for; empty is the system's default. */
let output = ''
const on = createStore(false)

/** Whether the page may make sound. */
export const toneEnabled: Readable<boolean> = on

/** To be called in a click: browsers let a page make sound only after one. */
export function enableTone(): void {
  if (!('AudioContext' in window)) return
  context ??= makeContext()
  void context.resume()
}

function makeContext(): AudioContext {
  const made = new AudioContext()
  made.onstatechange = () => on.set(made.state === 'running')
  if (output !== '') route(made)
  return made
}

/** Sound on that loudspeaker from now on, so that a ring is heard beside a headset that lies there. */
export function setToneOutput(deviceId: string): void {
  if (deviceId === output) return
  output = deviceId
  if (context) route(context)
}

function route(made: AudioContext): void {
  if ('setSinkId' in made) void playOn(made, output)
}

/** Firefox lets an element choose its loudspeaker, but no AudioContext: there an element plays. */
function outlet(made: AudioContext): { node: AudioNode; close: () => void } {
  if (output === '' || 'setSinkId' in made) {
    return { node: made.destination, close: () => undefined }
  }
  const node = made.createMediaStreamDestination()
  const audio = new Audio()
  audio.srcObject = node.stream
  void playOn(audio, output)
  // Where an element may not play by itself, rather on the default loudspeaker than not at all.
  audio.play().catch(() => {
    made.createMediaStreamSource(node.stream).connect(made.destination)
  })
  return {
    node,
    close() {
      audio.pause()
      audio.srcObject = null
    },
  }
}

export function toneIsEnabled(): boolean {
  return context?.state === 'running'
}

/** Ring until the returned function is called; silent when sound is not enabled. */
export const playTone = (): (() => void) => playLoop(ringSamples)

/** Play what `make` gives for a sample rate, over and over, in the same way. */
export function playLoop(make: (sampleRate: number) => Float32Array<ArrayBuffer>): () => void {
  if (!context) return () => undefined
  void context.resume()
  const { sampleRate } = context
  const samples = make(sampleRate)
  const buffer = new AudioBuffer({ length: samples.length, sampleRate })
  buffer.copyToChannel(samples, 0)
  const source = context.createBufferSource()
  source.buffer = buffer
  source.loop = true
  const { node, close } = outlet(context)
  source.connect(node)
  source.start()
  return () => {
    source.stop()
    close()
  }
}

const PERIOD_S = 3
const NOTES: readonly (readonly [startS: number, frequencyHz: number])[] = [
  [0, 659.3],
  [0.18, 880],
  [0.36, 1108.7],
  [0.9, 659.3],
  [1.08, 880],
  [1.26, 1108.7],
]

function ringSamples(sampleRate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(PERIOD_S * sampleRate))
  for (const [startS, frequencyHz] of NOTES) strike(samples, sampleRate, startS, frequencyHz)
  return samples
}

/** A struck bar: the tone and a quiet octave above, dying away. */
function strike(samples: Float32Array, sampleRate: number, startS: number, hz: number): void {
  const start = Math.round(startS * sampleRate)
  const length = Math.min(Math.round(0.9 * sampleRate), samples.length - start)
  for (let index = 0; index < length; index += 1) {
    const s = index / sampleRate
    const attack = Math.min(1, s / 0.008)
    const wave = Math.sin(2 * Math.PI * hz * s) + 0.3 * Math.sin(4 * Math.PI * hz * s)
    samples[start + index] = (samples[start + index] ?? 0) + 0.16 * attack * wave * Math.exp(-5 * s)
  }
}
