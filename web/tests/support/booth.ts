/** What a terminal tells its booth page, as tests need it. */
import type { BoothState, Counterpart, LooksShown } from '@/protocol/booth-to-page'

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

export const usualLooks: LooksShown = {
  size: 100,
  sizes: [100, 115, 130],
  contrast: false,
  own_picture: true,
}

const places = { fi: 'Lavia', sv: 'Lavia', en: 'Lavia' }

export const boothState = (given: Partial<BoothState> = {}): BoothState => ({
  type: 'booth.state',
  screen: 'conversation',
  language: 'fi',
  link: 'online',
  terminal_name: places,
  place_name: places,
  service_name: { fi: 'Verohallinto', sv: 'Skatteförvaltningen', en: 'Tax Administration' },
  counterparts: [],
  position: null,
  wait: null,
  reason: null,
  feedback: null,
  devices: { face: 'live', document: 'live', microphone: 'live', loudspeaker: 'live' },
  picture: 'given',
  spoken: [],
  choosing: null,
  hearing: { loudness_db: 0, loudnesses_db: [-6, 0, 6, 12], clear: false, outputs: [] },
  speech: { state: 'off', key: 'F2' },
  looks: usualLooks,
  ...given,
})
