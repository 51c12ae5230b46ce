import { useEffect, useState } from 'react'

/** How loud a track is now, from 0 (silence) to 1 (-6 dB of full scale). */
export function useLevel(track: MediaStreamTrack | null): number {
  const [level, setLevel] = useState(0)
  useEffect(() => {
    if (!track) return undefined
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    const samples = new Float32Array(analyser.fftSize)
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
    const handle = setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
      setLevel(levelOf(power))
    }, 100)
    return () => {
      clearInterval(handle)
      void context.close()
      setLevel(0)
    }
  }, [track])
  return level
}

/** From mean square to a scale of -60 dB to -6 dB. */
export function levelOf(power: number): number {
  const decibels = 10 * Math.log10(power + 1e-12)
  return Math.min(1, Math.max(0, (decibels + 60) / 54))
}
