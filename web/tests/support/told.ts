/** Server messages as tests need them: true to form, with what matters given. */
import type {
  AlarmTold,
  AwaitedVisit,
  Member,
  RequestTold,
  ReservationTold,
  RoomTold,
  TerminalState,
  VisitTold,
  Welcome,
} from '@/protocol/server'

const names = (name: string): { fi: string; sv: string; en: string } => ({
  fi: name,
  sv: name,
  en: name,
})

export const welcome = (given: Partial<Welcome> = {}): Welcome => ({
  type: 'welcome',
  protocol: 1,
  participant: 'p_me',
  identity: { role: 'expert', id: 'aino-makela', name: 'Aino Mäkelä', languages: ['fi'] },
  resume: 'resume-1',
  resumed: false,
  expires_in_s: 900,
  ice_servers: [],
  node: 'n1',
  ...given,
})

export const member = (given: Partial<Member> = {}): Member => ({
  participant: 'p_me',
  role: 'expert',
  id: 'aino-makela',
  name: 'Aino Mäkelä',
  seat: null,
  connected: true,
  sending: { voice: true, face: true, document: false, screen: false },
  languages: ['fi'],
  ...given,
})

export const terminalMember = (given: Partial<Member> = {}): Member =>
  member({
    participant: 'p_terminal',
    role: 'terminal',
    id: 'porina-1',
    name: 'Tiski 1',
    sending: { voice: true, face: true, document: true, screen: false },
    ...given,
  })

export const room = (given: Partial<RoomTold> = {}): RoomTold => ({
  type: 'room.state',
  kind: 'visit',
  room: 'room_1',
  revision: 1,
  state: 'live',
  reason: null,
  mode: 'conversation',
  wanted: null,
  terminal: 'porina-1',
  terminal_name: names('Tiski 1'),
  place_name: names('Porina'),
  service: 'vero',
  service_name: names('Verohallinto'),
  language: 'fi',
  may_save_stills: false,
  members: [member(), terminalMember()],
  links: [{ offerer: 'p_me', answerer: 'p_terminal', generation: 0 }],
  grants: [
    { sender: 'p_me', receiver: 'p_terminal', purposes: ['voice', 'face', 'screen'] },
    { sender: 'p_terminal', receiver: 'p_me', purposes: ['voice', 'face', 'document'] },
  ],
  elapsed_s: 0,
  ...given,
})

export const reservation = (given: Partial<ReservationTold> = {}): ReservationTold => ({
  type: 'reservation.state',
  kind: 'visit',
  into: null,
  reservation: 'res_1',
  state: 'pending',
  request: 'req_1',
  service: 'vero',
  service_name: names('Verohallinto'),
  language: 'fi',
  terminal: 'porina-1',
  terminal_name: names('Tiski 1'),
  place_name: names('Porina'),
  summoned_by: { role: 'clerk', name: 'Kaisa Niemi' },
  remaining_s: 20,
  accepted_here: false,
  ...given,
})

export const request = (given: Partial<RequestTold> = {}): RequestTold => ({
  type: 'request.state',
  kind: 'visit',
  into: null,
  request: 'req_1',
  state: 'reserved',
  reason: null,
  service: 'vero',
  service_name: names('Verohallinto'),
  language: 'fi',
  terminal: 'porina-1',
  room: null,
  waited_s: 3,
  rung: 1,
  position: null,
  wait: null,
  why: null,
  declined: null,
  ...given,
})

export const terminal = (given: Partial<TerminalState> = {}): TerminalState => ({
  type: 'terminal.state',
  terminal: 'porina-1',
  name: names('Tiski 1'),
  place: 'porina',
  place_name: names('Porina'),
  online: true,
  in_charge: null,
  room: null,
  awaited: null,
  visit: null,
  ...given,
})

export const awaited = (given: Partial<AwaitedVisit> = {}): AwaitedVisit => ({
  request: 'req_1',
  service: 'vero',
  service_name: names('Verohallinto'),
  language: 'fi',
  ringing: false,
  waited_s: 65,
  ...given,
})

export const visitOver = (given: Partial<VisitTold> = {}): VisitTold => ({
  type: 'visit.state',
  request: 'req_1',
  service: 'vero',
  service_name: names('Verohallinto'),
  language: 'fi',
  outcome: null,
  ...given,
})

export const alarm = (given: Partial<AlarmTold> = {}): AlarmTold => ({
  type: 'alarm.state',
  alarm: 'a_1',
  state: 'raised',
  places: [{ place: 'porina', name: names('Porina') }],
  terminal: 'porina-1',
  terminal_name: names('Tiski 1'),
  raised_by: { role: 'terminal', name: null },
  raised_s: 4,
  escalated: false,
  acknowledged_by: null,
  reached: true,
  yours: false,
  ...given,
})
