import type { Counterpart } from '@/protocol/booth-to-page'

/** Whose picture is the large one: who sends one, before who is only heard. */
export function onScreen(counterparts: readonly Counterpart[]): Counterpart | null {
  const reached = counterparts.filter(({ path }) => path !== 'none')
  const seen = reached.find(({ sending, path }) => sending.face && path === 'connected')
  return seen ?? reached[0] ?? counterparts[0] ?? null
}
