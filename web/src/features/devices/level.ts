/** From mean square to a scale of -60 dB to -6 dB. */
export function levelOf(power: number): number {
  const decibels = 10 * Math.log10(power + 1e-12)
  return Math.min(1, Math.max(0, (decibels + 60) / 54))
}
