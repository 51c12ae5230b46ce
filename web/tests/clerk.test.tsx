import { act, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import type { Directory } from '@/api/http'
import { ClerkPage } from '@/features/clerk/components/ClerkPage'
import { catalogs } from '@/locales/clerk'
import type { ClientMessage } from '@/protocol/client'
import type { LanguageAvailability, ServerMessage, TerminalState } from '@/protocol/server'
import {
  member,
  request,
  reservation,
  room,
  terminal,
  terminalMember,
  visitOver,
  welcome,
} from './support/told'
import { showPage } from './support/workspace'

const names = (fi: string): { fi: string; sv: string; en: string } => ({ fi, sv: fi, en: fi })
const directory: Directory = {
  services: ['Verohallinto', 'Kela'].map((name) => ({
    id: name === 'Kela' ? 'kela' : 'vero',
    name: names(name),
    description: names('Neuvontaa'),
    known_as: { fi: [], sv: [], en: [] },
    group: 'state',
    languages: ['fi', 'sv'],
    interpreting: false,
    hours: names('Ma–pe 9–15'),
    papers: names('Henkilötodistus'),
  })),
  places: [],
}
const charge = (you: boolean): TerminalState['in_charge'] => ({
  person: 'kaisa-niemi',
  name: 'Kaisa Niemi',
  seat: 'at_desk',
  you,
})
const ours = terminal({ in_charge: charge(true) })
const free = (language: string, available: number, onDuty = 3): LanguageAvailability => ({
  language,
  into: null,
  available,
  on_duty: onDuty,
  wait: null,
})
const open = { closed: false, opens_in_s: null }
const availability: ServerMessage = {
  type: 'availability.state',
  callbacks: false,
  services: [
    { service: 'vero', ...open, languages: [free('fi', 2), free('sv', 0, 0)] },
    { service: 'kela', ...open, languages: [free('fi', 0, 0), free('sv', 0, 0)] },
  ],
}
const colleagues = [
  { id: 'aino', name: 'Aino Mäkelä', languages: ['fi', 'sv'] },
  { id: 'vaino', name: 'Väinö Hämäläinen', languages: ['fi'] },
]
const page = (): ReturnType<typeof showPage> => showPage(<ClerkPage />, catalogs, directory, colleagues)
const last = (said: ClientMessage[]): ClientMessage | undefined => said.at(-1)

it('takes charge of a free terminal', async () => {
  const { said, tell } = page()
  tell(welcome(), terminal())
  await userEvent.click(screen.getByRole('button', { name: 'Ota vastuulle: Tiski 1' }))
  expect(last(said)).toEqual({
    type: 'terminal.attach',
    terminal: 'porina-1',
    seat: 'at_desk',
    take_over: false,
  })
})

it('asks before taking over from a colleague', async () => {
  const { said, tell } = page()
  tell(welcome(), terminal({ in_charge: charge(false) }))
  await userEvent.click(screen.getByRole('button', { name: 'Ota vastuu itselle: Tiski 1' }))
  expect(said).toEqual([])
  const dialog = screen.getByRole('dialog')
  expect(dialog.textContent).toContain('Kaisa Niemi')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Ota vastuu itselle' }))
  expect(last(said)).toMatchObject({ type: 'terminal.attach', take_over: true })
})

it('shows who is free in which language and summons in one action', async () => {
  const { said, tell } = page()
  tell(welcome(), ours, availability)
  const button = await screen.findByRole('button', { name: /Kutsu Verohallinto,\s*suomi/ })
  expect(button.textContent).toContain('2 vapaana')
  const nobody = screen.getByRole<HTMLButtonElement>('button', { name: /Kutsu Verohallinto,\s*ruotsi/ })
  expect(nobody.disabled).toBe(true)
  expect(screen.getByText('Nyt ei ketään työssä')).toBeTruthy()
  await userEvent.click(button)
  expect(last(said)).toMatchObject({
    type: 'request.create',
    service: 'vero',
    language: 'fi',
    terminal: 'porina-1',
  })
})

it('says why nobody can be summoned while the server cannot take up new work', async () => {
  const { tell } = page()
  tell(welcome(), ours, availability)
  const named = { name: /Kutsu Verohallinto,\s*suomi/ }
  const button = await screen.findByRole<HTMLButtonElement>('button', named)
  tell({ type: 'server.state', accepting: false })
  const why = 'Palvelussa on lyhyt häiriö. Voit kutsua asiantuntijan, kun se on ohi.'
  expect(screen.getByText(why)).toBeTruthy()
  expect(button.disabled).toBe(true)
  tell({ type: 'server.state', accepting: true })
  expect(screen.queryByText(why)).toBeNull()
  expect(button.disabled).toBe(false)
})

it('says of a closed service when it opens, and summons nobody to it', async () => {
  const { tell } = page()
  const closed = { closed: true, opens_in_s: 3 * 86_400 }
  const languages = [free('fi', 1)]
  tell(welcome(), ours, {
    type: 'availability.state',
    callbacks: false,
    services: [{ service: 'vero', ...closed, languages }],
  })
  expect(await screen.findByText(/^Suljettu\. Avautuu \p{L}+na \d+\.\d+\. klo/u)).toBeTruthy()
  expect(screen.queryByRole('button', { name: /Kutsu Verohallinto/ })).toBeNull()
})

it('asks for somebody by name, urgently, in whichever language will do', async () => {
  const { said, tell } = page()
  const languages = [free('fi', 2), free('sv', 1)]
  tell(welcome(), ours, {
    type: 'availability.state',
    callbacks: false,
    services: [{ service: 'vero', ...open, languages }],
  })
  const [card] = await screen.findAllByRole('listitem')
  if (!card) throw new Error('no card')
  await userEvent.click(within(card).getByText('Tarkenna kutsua'))
  await userEvent.click(within(card).getByLabelText(/Kiireellinen/))
  await userEvent.click(within(card).getByLabelText('ruotsi'))
  await within(card).findByRole('option', { name: 'Väinö Hämäläinen' })
  await userEvent.selectOptions(within(card).getByLabelText('Kuka'), 'Väinö Hämäläinen')
  const swedish = within(card).getByRole<HTMLButtonElement>('button', { name: /Kutsu[^]*ruotsi/ })
  expect(swedish.disabled).toBe(true)
  await userEvent.selectOptions(within(card).getByLabelText('Kuka'), 'Aino Mäkelä')
  await userEvent.click(within(card).getByRole('button', { name: /Kutsu[^]*suomi/ }))
  expect(last(said)).toMatchObject({ language: 'fi', also: ['sv'], person: 'aino', urgent: true })
  await userEvent.click(within(card).getByRole('button', { name: /Kutsu[^]*suomi/ }))
  expect(last(said)).not.toHaveProperty('urgent')
})

it('keeps a card low: the fourth language and more open by themselves', async () => {
  const { tell } = page()
  const many = ['fi', 'sv', 'en', 'de', 'uk']
  const service = directory.services[0]
  if (!service) throw new Error('no service')
  service.languages = many
  tell(welcome(), ours, {
    type: 'availability.state',
    callbacks: false,
    services: [{ service: 'vero', ...open, languages: many.map((tag) => free(tag, 1)) }],
  })
  expect(await screen.findByText('2 muuta kieltä, 2 niistä vapaana')).toBeTruthy()
  service.languages = ['fi', 'sv']
})

it('tells the state of the request and takes it back', async () => {
  const { said, tell } = page()
  tell(welcome(), ours, request({ rung: 2 }))
  expect(screen.getByText('Soi nyt, 2. asiantuntija')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Peru kutsu' }))
  expect(last(said)).toEqual({ type: 'request.cancel', request: 'req_1' })
})

it('tells why the last one declined, while it goes on and when it found nobody', () => {
  const { tell } = page()
  const declined = 'wrong_service'
  tell(welcome(), ours, request({ rung: 2, declined }))
  expect(screen.getByText(/asia kuuluu toiselle palvelulle/)).toBeTruthy()
  const over = { state: 'canceled', reason: 'unserved', why: 'all_declined' } as const
  tell(request({ ...over, declined: 'needs_other_language' }))
  expect(screen.getByText(/tarvitaan toinen kieli/)).toBeTruthy()
})

it('says plainly when nobody came', () => {
  const { tell } = page()
  tell(welcome(), ours, request(), request({ state: 'canceled', reason: 'unserved' }))
  expect(screen.getByText('Verohallinto: kukaan ei voi nyt vastata')).toBeTruthy()
})

it('ends the visit after a moment, and not when that is undone', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  try {
    const { said, tell } = page()
    const clerk = member({ role: 'clerk', seat: 'at_desk' })
    tell(welcome(), ours, room({ members: [clerk, terminalMember()], links: [], grants: [] }))
    const user = userEvent.setup({ advanceTimers: (ms) => void vi.advanceTimersByTime(ms) })
    await user.click(screen.getByRole('button', { name: 'Päätä asiointi' }))
    await user.click(screen.getByRole('button', { name: 'Peru' }))
    act(() => void vi.advanceTimersByTime(5000))
    expect(said.map(({ type }) => type)).not.toContain('room.end')
    await user.click(screen.getByRole('button', { name: 'Päätä asiointi' }))
    for (let second = 0; second < 3; second += 1) act(() => void vi.advanceTimersByTime(1000))
    expect(last(said)).toEqual({ type: 'room.end', room: 'room_1' })
  } finally {
    vi.useRealTimers()
  }
})

it('makes no sound and shows no picture beside the resident', () => {
  const { tell } = page()
  const clerk = member({ role: 'clerk', seat: 'at_desk' })
  tell(welcome(), ours, room({ members: [clerk, terminalMember()], links: [], grants: [] }))
  expect(document.querySelectorAll('audio, video')).toHaveLength(0)
})

it('asks how the visit ended, here too', async () => {
  const { said, tell } = page()
  const clerk = member({ role: 'clerk', seat: 'at_desk' })
  tell(welcome(), ours, room({ members: [clerk, terminalMember()], links: [], grants: [] }))
  tell(visitOver())
  expect(screen.queryByText(/Miten asia päättyi/)).toBeNull()
  tell(room({ revision: 2, state: 'ended', reason: 'ended_by_staff', members: [] }))
  expect(screen.getByRole('group', { name: 'Miten asia päättyi? Verohallinto' })).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Asia ratkesi' }))
  expect(last(said)).toEqual({ type: 'request.conclude', request: 'req_1', outcome: 'settled' })
  tell(visitOver({ outcome: 'continues' }))
  expect(screen.getByText(/Kirjattu: Asia jatkuu/)).toBeTruthy()
})

describe('a consultation beside the resident', () => {
  const clerk = member({ role: 'clerk', seat: 'at_desk' })
  const expert = member({ participant: 'p_aino' })
  const members = [clerk, expert, terminalMember()]
  const links = [{ offerer: 'p_aino', answerer: 'p_me', generation: 0 }]
  const together = room({ members, links: [], grants: [] })
  const inPrivate = room({ revision: 3, members, links, grants: [], mode: 'consultation' })

  it('is offered only when there is somebody to consult', () => {
    const { tell } = page()
    tell(welcome(), ours, room({ members: [clerk, terminalMember()], links: [], grants: [] }))
    expect(screen.queryByRole('button', { name: 'Neuvottele kahden kesken' })).toBeNull()
  })

  it('is begun, told plainly, and ended', async () => {
    const { said, tell } = page()
    tell(welcome(), ours, together)
    await userEvent.click(screen.getByRole('button', { name: 'Neuvottele kahden kesken' }))
    expect(last(said)).toEqual({ type: 'room.mode', room: 'room_1', mode: 'consultation' })
    tell(room({ revision: 2, members, links, grants: [], wanted: 'consultation' }))
    expect(screen.getByText(/Odota hetki ennen kuin puhut/)).toBeTruthy()
    expect(screen.queryByText(/ei kuule eikä näe teitä/)).toBeNull()
    tell(inPrivate)
    expect(screen.getByText('Asiakas odottaa, hän ei kuule eikä näe teitä.')).toBeTruthy()
    expect(screen.getByText(/kuulokemikrofonilla/)).toBeTruthy()
    expect(document.querySelectorAll('video')).toHaveLength(0)
    await userEvent.click(screen.getByRole('button', { name: 'Jatketaan yhdessä' }))
    expect(last(said)).toEqual({ type: 'room.mode', room: 'room_1', mode: 'conversation' })
  })

  it('can end in handing the resident over', async () => {
    const { said, tell } = page()
    tell(welcome(), ours, inPrivate)
    await userEvent.click(screen.getByRole('button', { name: 'Poistu, asiantuntija jatkaa' }))
    expect(last(said)).toEqual({ type: 'room.leave', room: 'room_1' })
  })
})

it('says why nobody came', () => {
  const { tell } = page()
  const why = 'closed' as const
  tell(welcome(), ours, request(), request({ state: 'canceled', reason: 'unserved', why }))
  expect(screen.getByText(/Palvelu on nyt suljettu/)).toBeTruthy()
})

describe('a clerk of a pool who is rung', () => {
  const clerk = member({ role: 'clerk', seat: 'remote' })
  const alone = room({ members: [clerk, terminalMember()] })

  it('answers, has charge of the booth for the visit, and gives it back', async () => {
    const { said, tell } = page()
    tell(welcome(), terminal(), {
      type: 'presence.state',
      state: 'reserved',
      reason: 'self',
      since_s: 0,
      ends_in_s: null,
    })
    tell(reservation())
    expect(screen.getByRole('region', { name: 'Tavoitettavuus' })).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Vastaa' }))
    expect(last(said)).toEqual({ type: 'reservation.accept', reservation: 'res_1' })
    tell(reservation({ state: 'accepted', accepted_here: true }), alone)
    expect(last(said)).toMatchObject({
      type: 'terminal.attach',
      terminal: 'porina-1',
      seat: 'remote',
    })
    tell(terminal({ in_charge: { ...charge(true), seat: 'remote' } } as Partial<TerminalState>))
    expect(screen.getByRole('heading', { name: 'Palvelut' })).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Päätä asiointi' })).toBeTruthy()
    tell(room({ revision: 2, state: 'ended', reason: 'ended_by_staff', members: [] }))
    expect(last(said)).toEqual({ type: 'terminal.detach', terminal: 'porina-1' })
  })

  it('leaves the charge with the colleague who has it', () => {
    const { said, tell } = page()
    tell(welcome(), terminal({ in_charge: charge(false) }), alone)
    expect(said.map(({ type }) => type)).not.toContain('terminal.attach')
    expect(screen.getByRole('button', { name: 'Poistu keskustelusta' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Päätä asiointi' })).toBeNull()
  })
})
