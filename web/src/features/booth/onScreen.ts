import type { Counterpart, Placing } from '@/protocol/booth-to-page'

/** Whose face stands there; the terminal has placed everybody. */
export function faceAt(counterparts: readonly Counterpart[], place: Placing): Counterpart | null {
  return counterparts.find((each) => each.place === place) ?? null
}
