/** A question without the resident, at the clerk's and at the specialist's page. */
import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, it } from 'vitest'
import type { Directory } from '@/api/http'
import { ClerkPage } from '@/features/clerk/components/ClerkPage'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { catalogs } from '@/locales/clerk'
import { catalogs as expertCatalogs } from '@/locales/expert'
import type { RoomTold, ServerMessage } from '@/protocol/server'
import { member, request, reservation, room, terminal, welcome } from './support/told'
import { showPage } from './support/workspace'

const names = (fi: string): { fi: string; sv: string; en: string } => ({ fi, sv: fi, en: fi })
const directory: Directory = {
  services: [
    {
      id: 'vero',
      name: names('Verohallinto'),
      description: names('Neuvontaa'),
      known_as: { fi: [], sv: [], en: [] },
      group: 'state',
      languages: ['fi'],
      interpreting: false,
      hours: names('Ma–pe 9–15'),
      papers: names('Henkilötodistus'),
    },
  ],
  places: [],
}
const free: ServerMessage = {
  type: 'availability.state',
  callbacks: false,
  services: [
    {
      service: 'vero',
      closed: false,
      opens_in_s: null,
      languages: [{ language: 'fi', into: null, available: 2, on_duty: 3, wait: { low_s: 0, high_s: 40 } }],
    },
  ],
}
const ours = terminal({
  in_charge: { person: 'kaisa-niemi', name: 'Kaisa Niemi', seat: 'at_desk', you: true },
})
const off = { voice: false, face: false, document: false, screen: false }
const me = member({ role: 'clerk', sending: off })
const aino = member({ participant: 'p_aino', id: 'aino-makela', sending: off })
const asked = request({ request: 'req_2', kind: 'inquiry', terminal: null, room: 'room_1' })
const inquiry = (given: Partial<RoomTold> = {}): RoomTold =>
  room({
    kind: 'inquiry',
    terminal: null,
    terminal_name: null,
    place_name: null,
    members: [me, aino],
    links: [],
    grants: [],
    ...given,
  })
const clerk = (): ReturnType<typeof showPage> => showPage(<ClerkPage />, catalogs, directory)
const expert = (): ReturnType<typeof showPage> => showPage(<ExpertPage />, expertCatalogs)
const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name })

it('is asked beside the summons, with what is known of the wait', async () => {
  const { said, tell } = clerk()
  tell(welcome(), ours, free)
  const ask = await screen.findByRole('button', { name: /^Kysy/ })
  expect(ask.textContent).toContain('Verohallinto, suomi, 2 vapaana, vastaus alle minuutissa')
  await userEvent.click(ask)
  expect(said.at(-1)).toMatchObject({
    type: 'request.create',
    kind: 'inquiry',
    service: 'vero',
    language: 'fi',
  })
  expect(said.at(-1)).not.toHaveProperty('terminal')
})

it('is written while it rings, and can be taken back', async () => {
  const { said, tell } = clerk()
  tell(welcome(), ours, free, asked, inquiry({ state: 'waiting', members: [me] }))
  const panel = screen.getByRole('region', { name: 'Verohallinto' })
  expect(panel.textContent).toContain('Soi nyt, 1. asiantuntija')
  const input = within(panel).getByRole('textbox', { name: 'Kysymyksesi' })
  expect(document.activeElement).toBe(input)
  await userEvent.type(input, 'Riittääkö{Shift>}{Enter}{/Shift}kopio?{Enter}')
  const log = within(panel).getByRole('log')
  expect(log.textContent).toContain('Riittääkö\nkopio?')
  expect(log.textContent).toContain('Lähtee, kun joku vastaa')
  expect(input).toHaveProperty('value', '')
  expect(screen.getByText(/Kysymyksesi on kesken/)).toBeTruthy()
  await userEvent.click(button('Peru kysymys'))
  expect(said.at(-1)).toEqual({ type: 'request.cancel', request: 'req_2' })
})

it('says who has written what, and sends nothing empty or too long', async () => {
  const { tell } = clerk()
  tell(welcome(), ours, inquiry())
  const input = screen.getByRole('textbox', { name: 'Viesti: Aino Mäkelä' })
  await userEvent.type(input, '   {Enter}')
  expect(screen.getByRole('log').textContent).toBe('Viestejä ei vielä ole.')
  await userEvent.click(input)
  await userEvent.paste('x'.repeat(1990))
  expect(screen.getByText('10 merkkiä jäljellä')).toBeTruthy()
  await userEvent.paste('x'.repeat(12))
  expect(screen.getByText('2 merkkiä liikaa. Lyhennä viestiä.')).toBeTruthy()
  expect(button('Lähetä')).toHaveProperty('disabled', true)
})

it('is silent beside the resident, and says so, until voice is switched on', async () => {
  const { tell } = clerk()
  tell(welcome(), ours, inquiry())
  expect(screen.getByText(/mikrofonisi on kiinni eikä sivu toista ääntä/)).toBeTruthy()
  expect(screen.getByText(/Käytä kuulokemikrofonia/)).toBeTruthy()
  expect(document.querySelector('audio')).toBeNull()
  const speaking = { ...aino, sending: { ...off, voice: true } }
  tell(inquiry({ revision: 2, members: [me, speaking] }))
  expect(screen.getByText(/Aino Mäkelä haluaa puhua/)).toBeTruthy()
  expect(document.querySelector('audio')).toBeNull()
  await userEvent.click(button('Kytke puhe'))
})

it('leads to a visit with the same person in one action', async () => {
  const { said, tell } = clerk()
  tell(welcome(), ours, inquiry())
  await userEvent.click(button('Pyydä mukaan asiakkaan luo'))
  expect(said.slice(-2)).toMatchObject([
    { type: 'room.leave', room: 'room_1' },
    { type: 'request.create', person: 'aino-makela', terminal: 'porina-1', service: 'vero' },
  ])
})

it('leads to one afterwards, too', async () => {
  const { said, tell } = clerk()
  tell(welcome(), ours, inquiry(), inquiry({ state: 'ended', reason: 'staff_left', members: [] }))
  expect(screen.getByText(/Keskustelu päättyi: Aino Mäkelä/)).toBeTruthy()
  await userEvent.click(button('Pyydä mukaan: Aino Mäkelä'))
  expect(said.at(-1)).toMatchObject({ type: 'request.create', person: 'aino-makela' })
  tell(request())
  expect(screen.queryByText(/Keskustelu päättyi/)).toBeNull()
})

it('tells why nobody answers, and what else there is', () => {
  const { tell } = clerk()
  const over = { state: 'canceled', reason: 'unserved', why: 'nobody_on_duty' } as const
  tell(welcome(), ours, request({ ...asked, ...over }))
  expect(screen.getByText('Verohallinto: kukaan ei voi nyt vastata kysymykseen')).toBeTruthy()
  expect(screen.getByText(/Kysy toisella kielellä tai toisesta palvelusta/)).toBeTruthy()
})

it('rings unlike a visit, and opens the texts', async () => {
  const { said, tell } = expert()
  const ring = { kind: 'inquiry', terminal: null, terminal_name: null, place_name: null } as const
  const presence = { state: 'available', reason: 'self', since_s: 0, ends_in_s: null } as const
  tell(welcome(), { type: 'presence.state', ...presence }, reservation(ring))
  const card = screen.getByRole('alertdialog', { name: 'Verohallinto' })
  expect(card.textContent).toContain('ilman asiakasta')
  expect(card.textContent).toContain('Kaisa Niemi')
  expect(document.title).toBe('Kysymys: Verohallinto')
  expect(document.querySelector('video')).toBeNull()
  await userEvent.click(button('Vastaa'))
  expect(said.at(-1)).toEqual({ type: 'reservation.accept', reservation: 'res_1' })
  const kaisa = member({ participant: 'p_kaisa', role: 'clerk', name: 'Kaisa Niemi', sending: off })
  tell(reservation({ ...ring, state: 'accepted' }), inquiry({ members: [member(), kaisa] }))
  const input = screen.getByRole('textbox', { name: 'Viesti: Kaisa Niemi' })
  expect(document.activeElement).toBe(input)
  await userEvent.click(button('Päätä kysymys'))
  expect(said.at(-1)).toEqual({ type: 'room.leave', room: 'room_1' })
  tell(inquiry({ state: 'ended', reason: 'staff_left', members: [] }))
  expect(screen.getByText(/Keskustelu päättyi: Kaisa Niemi/)).toBeTruthy()
})
