const LOOK_MS = 100

/**
 * How loud a microphone is, muted or not, ten times a second, until what this gives is called.
 *
 * A muted track gives silence, so a copy of it is listened to, in this page only: it is sent to
 * nobody. `each` is told the mean power (1 is full scale) and the time in seconds.
 */
export function overhear(
  track: MediaStreamTrack,
  each: (power: number, now: number) => void,
): () => void {
  const copy = track.clone()
  copy.enabled = true
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  const samples = new Float32Array(analyser.fftSize)
  context.createMediaStreamSource(new MediaStream([copy])).connect(analyser)
  const handle = setInterval(() => {
    // Until the page may use sound, the analyser gives zeros that say nothing.
    if (context.state === 'suspended') return
    analyser.getFloatTimeDomainData(samples)
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
    each(power, performance.now() / 1000)
  }, LOOK_MS)
  return () => {
    clearInterval(handle)
    copy.stop()
    void context.close()
  }
}
