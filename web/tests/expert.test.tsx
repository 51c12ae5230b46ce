import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, it } from 'vitest'
import type { Service } from '@/api/http'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { catalogs } from '@/locales/expert'
import type { PresenceTold, RoomTold } from '@/protocol/server'
import { member, reservation, room, terminalMember, visitOver, welcome } from './support/told'
import { showPage } from './support/workspace'

const presence = (given: Partial<PresenceTold> = {}): PresenceTold => ({
  type: 'presence.state',
  state: 'available',
  reason: 'self',
  since_s: 0,
  ends_in_s: null,
  ...given,
})
const page = (): ReturnType<typeof showPage> => showPage(<ExpertPage />, catalogs)

it('becomes available and away by the person’s own click', async () => {
  const { said, tell } = page()
  tell(welcome(), presence({ state: 'away', reason: 'signed_in' }))
  await userEvent.click(screen.getByRole('button', { name: 'Olen tavoitettavissa' }))
  expect(said).toContainEqual({ type: 'presence.set', state: 'available' })
  tell(presence())
  expect(screen.getByText('Tavoitettavissa')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Poistun' }))
  await userEvent.click(screen.getByRole('menuitem', { name: 'Tauko' }))
  expect(said).toContainEqual({ type: 'presence.set', state: 'away', reason: 'break' })
})

it('says why the system set one away', () => {
  const { tell } = page()
  tell(welcome(), presence({ state: 'away', reason: 'missed_ring' }))
  expect(screen.getByText(/Soitto jäi sinulta vastaamatta/)).toBeTruthy()
  expect(screen.getByText('Poissa: soitto jäi vastaamatta')).toBeTruthy()
})

it('says that the conversation is open in another tab', () => {
  const { tell } = page()
  tell(welcome(), presence({ state: 'busy', reason: 'conversation' }))
  expect(screen.getByRole('heading', { name: 'Olet keskustelussa muualla' })).toBeTruthy()
})

it('shows when the person’s own services are open', async () => {
  const hours = { fi: 'Ma–pe klo 9–16', sv: '', en: '' }
  const names = { fi: 'Verohallinto', sv: '', en: '' }
  const service = { id: 'vero', name: names, hours } as Service
  const other = { ...service, id: 'kela', name: { ...names, fi: 'Kela' } }
  showPage(<ExpertPage />, catalogs, { services: [service, other], places: [] }).tell(
    welcome(),
    presence(),
  )
  const shown = await screen.findByRole('region', { name: 'Palvelusi ja päivystysajat' })
  expect(shown.textContent).toContain('VerohallintoMa–pe klo 9–16')
  expect(shown.textContent).not.toContain('Kela')
})

it('shows who rings, in the tab’s title too, and answers', async () => {
  const { said, tell } = page()
  tell(welcome(), presence({ state: 'reserved' }), reservation())
  const ring = screen.getByRole('alertdialog', { name: 'Verohallinto' })
  expect(ring.textContent).toContain('Porina, Tiski 1')
  expect(ring.textContent).toContain('suomi')
  expect(ring.textContent).toContain('Kaisa Niemi')
  expect(ring.textContent).toContain('Soi vielä 20 sekuntia')
  expect(document.title).toBe('Soi: Verohallinto')
  const accept = screen.getByRole('button', { name: 'Vastaa' })
  expect(document.activeElement).toBe(accept)
  await userEvent.click(accept)
  expect(said).toContainEqual({ type: 'reservation.accept', reservation: 'res_1' })
  expect(performance.getEntriesByName('etaluukku:accept')).not.toHaveLength(0)
})

it('declines, and the tab is as before', async () => {
  document.title = 'Etäluukku'
  const { said, tell } = page()
  tell(welcome(), reservation())
  await userEvent.click(screen.getByRole('button', { name: 'En voi vastata' }))
  await userEvent.click(screen.getByRole('menuitem', { name: 'Asia kuuluu toiselle palvelulle' }))
  const reason = 'wrong_service'
  expect(said).toContainEqual({ type: 'reservation.reject', reservation: 'res_1', reason })
  tell(reservation({ state: 'rejected' }))
  expect(screen.queryByRole('alertdialog')).toBeNull()
  expect(document.title).toBe('Etäluukku')
})

it.each([
  [reservation({ state: 'accepted' }), /vastasit toisessa ikkunassa/],
  [reservation({ state: 'rescinded' }), /joku toinen ehti vastata ensin/],
  [reservation({ state: 'canceled' }), /soitto peruttiin/],
  [reservation({ state: 'timed_out' }), /siirtyi seuraavalle/],
])('tells the truth of a ring that ended otherwise, until it is read', async (ended, text) => {
  const { tell } = page()
  tell(welcome(), presence(), reservation(), ended)
  expect(screen.getByText(text).closest('[role=status]')?.textContent).toContain('Verohallinto')
  const next = { reservation: 'res_2', request: 'req_2' }
  tell(reservation(next))
  expect(screen.queryByText(text)).toBeNull()
  tell(reservation({ ...next, state: 'rejected' }))
  expect(screen.getByText(text)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Luettu' }))
  expect(screen.queryByText(text)).toBeNull()
  const later = { reservation: 'res_3', request: 'req_3' }
  tell(reservation(later), reservation({ ...later, state: 'canceled' }))
  expect(screen.getAllByRole('listitem')).toHaveLength(1)
})

it('shows the conversation and hangs up', async () => {
  const { said, tell } = page()
  tell(welcome(), presence({ state: 'busy' }), room())
  expect(screen.getByLabelText('Kuva: Asiakas')).toBeTruthy()
  expect(screen.getByLabelText('Asiakirja')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Lopeta keskustelu' }))
  expect(said).toContainEqual({ type: 'room.leave', room: 'room_1' })
})

it('answers by voice only', async () => {
  const { local, said, tell } = page()
  tell(welcome(), reservation())
  await userEvent.click(screen.getByRole('button', { name: 'Vastaa vain äänellä' }))
  await waitFor(() =>
    expect(said).toContainEqual({ type: 'reservation.accept', reservation: 'res_1' }),
  )
  expect(local.state.get()).toMatchObject({ voice: { wanted: true }, face: { wanted: false } })
})

it('offers no answer by voice only to who must be seen', () => {
  const { tell } = page()
  tell(welcome(), reservation({ kind: 'interpreter', into: 'ar' }))
  expect(screen.queryByRole('button', { name: 'Vastaa vain äänellä' })).toBeNull()
})

it('says by one click how the visit ended, and may change it', async () => {
  const { said, tell } = page()
  const accepted = reservation({ state: 'accepted', accepted_here: true })
  tell(welcome(), presence({ state: 'busy' }), reservation(), accepted, room())
  expect(screen.queryByText(/Miten asia päättyi/)).toBeNull()
  tell(visitOver())
  expect(screen.queryByText(/Miten asia päättyi/)).toBeNull()
  const left: Partial<RoomTold> = { revision: 2, state: 'ended', members: [] }
  tell(presence(), room(left))
  const asked = screen.getByRole('group', { name: 'Miten asia päättyi? Verohallinto' })
  expect(asked.querySelectorAll('[aria-pressed=true]')).toHaveLength(0)
  await userEvent.click(screen.getByRole('button', { name: 'Ohjattiin muualle' }))
  const message = { type: 'request.conclude', request: 'req_1' }
  expect(said).toContainEqual({ ...message, outcome: 'referred_elsewhere' })
  tell(visitOver({ outcome: 'referred_elsewhere' }))
  expect(await screen.findByText(/Kirjattu: Ohjattiin muualle/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Asia jatkuu' }))
  expect(said).toContainEqual({ ...message, outcome: 'continues' })
  tell(reservation({ reservation: 'res_2', request: 'req_2' }))
  expect(screen.queryByText(/Miten asia päättyi/)).toBeNull()
})

it('is asked how the visit ended after a reload too, as long as nobody has said it', () => {
  const { tell } = page()
  const asked = (): HTMLElement | null => screen.queryByRole('group', { name: /Miten asia päättyi/ })
  tell(welcome(), presence(), visitOver(), { type: 'synced' })
  expect(asked()).toBeTruthy()
  tell(visitOver({ outcome: 'settled' }))
  expect(screen.getByText(/Kirjattu: Asia ratkesi/)).toBeTruthy()
  tell(room(), room({ revision: 2, state: 'ended', members: [] }))
  expect(asked()).toBeNull()
  tell(visitOver(), welcome(), presence(), { type: 'synced' })
  expect(asked()).toBeNull()
})

it('mutes and switches the camera off', async () => {
  const { local, tell } = page()
  tell(welcome(), room())
  await userEvent.click(screen.getByRole('button', { name: 'Mykistä' }))
  await userEvent.click(screen.getByRole('button', { name: 'Sulje kamera' }))
  expect(local.state.get()).toMatchObject({ voice: { wanted: false }, face: { wanted: false } })
  expect(screen.getByRole('button', { name: 'Poista mykistys' })).toBeTruthy()
})

it('says calmly that new requests wait, and that conversations go on', () => {
  const { tell } = page()
  const said = /Käynnissä olevat keskustelut jatkuvat/
  tell({ type: 'server.state', accepting: false })
  expect(screen.getByText(said).closest('[role=status]')).toBeTruthy()
  tell({ type: 'server.state', accepting: true })
  expect(screen.queryByText(said)).toBeNull()
})

it('offers to go on here when another tab has taken the place', () => {
  const { connection } = page()
  connection.set({ phase: 'refused', why: 'replaced' })
  expect(screen.getByText(/avattu toisessa ikkunassa/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Jatka tässä ikkunassa' })).toBeTruthy()
})

it('puts a calm note in place of the resident while the staff consult', () => {
  const { tell } = page()
  const kaisa = member({ participant: 'p_kaisa', role: 'clerk', seat: 'remote', name: 'Kaisa' })
  const links = [
    { offerer: 'p_me', answerer: 'p_terminal', generation: 1 },
    { offerer: 'p_kaisa', answerer: 'p_me', generation: 1 },
  ]
  const told = { members: [member(), kaisa, terminalMember()], links }
  tell(welcome(), room({ ...told, mode: 'consultation', grants: [] }))
  expect(screen.queryByLabelText('Kuva: Asiakas')).toBeNull()
  expect(screen.queryByLabelText('Asiakirja')).toBeNull()
  expect(screen.getByLabelText('Kuva: Kaisa')).toBeTruthy()
  expect(screen.getByText('Asiakas odottaa, hän ei kuule eikä näe teitä.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Poistu, asiantuntija jatkaa' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Jatketaan yhdessä' })).toBeTruthy()
})

it('takes a minute more of after-call work', async () => {
  const { said, tell } = page()
  tell(welcome(), presence({ state: 'wrap_up', ends_in_s: 30 }))
  await userEvent.click(screen.getByRole('button', { name: 'Jatka jälkityötä minuutilla' }))
  expect(said).toContainEqual({ type: 'presence.prolong' })
})
