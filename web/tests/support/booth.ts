/** What a terminal tells its booth page, as tests need it. */
import type { Counterpart } from '@/protocol/booth-to-page'

export const counterpart = (given: Partial<Counterpart> = {}): Counterpart => ({
  participant: 'p_1',
  role: 'expert',
  name: 'Aino Mäkelä',
  connected: true,
  path: 'connected',
  sending: { voice: true, face: true, document: false, screen: false },
  place: 'large',
  shows_screen: false,
  ...given,
})
