import { fireEvent, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { ClerkPage } from '@/features/clerk/components/ClerkPage'
import { glance, inHeldOrder } from '@/features/terminals/glance'
import { catalogs } from '@/locales/clerk'
import type { ServerMessage, TerminalState } from '@/protocol/server'
import { emptyState, reduce, type WorkspaceState } from '@/state/workspace'
import { alarm, awaited, member, reservation, room, terminal, terminalMember, welcome } from './support/told'
import { showPage } from './support/workspace'

const named = (name: string): TerminalState['name'] => ({ fi: name, sv: name, en: name })
const booth = (id: string, given: Partial<TerminalState> = {}): TerminalState =>
  terminal({ terminal: id, name: named(id), place: 'lavia', place_name: named('Lavia'), ...given })
const kaisa = { person: 'kaisa', name: 'Kaisa Niemi', seat: 'at_desk', you: false } as const
const visit = { service: 'vero', service_name: named('Verohallinto'), language: 'sv', elapsed_s: 60 }
const seenAfter = (...messages: ServerMessage[]): WorkspaceState =>
  [welcome(), ...messages].reduce((state, message) => reduce(state, message, 1000), emptyState)
const order = (state: WorkspaceState): string[] =>
  glance(state).map(({ terminal: { terminal: id }, doing }) => `${id} ${doing}`)

describe('what needs a person first', () => {
  it('is an alarm, then who waits longest alone, then who is rung for, and last what is not there', () => {
    const state = seenAfter(
      booth('gone', { online: false, awaited: awaited() }),
      booth('free'),
      booth('talks', { room: 'room_2', visit }),
      booth('beside', { awaited: awaited({ waited_s: 900 }), in_charge: kaisa }),
      booth('rings', { awaited: awaited({ ringing: true, waited_s: 800 }) }),
      booth('short', { awaited: awaited({ waited_s: 20 }) }),
      booth('long', { awaited: awaited({ waited_s: 65 }) }),
      booth('danger'),
      alarm({ terminal: 'danger' }),
    )
    expect(order(state)).toEqual([
      'danger alarm',
      'long waiting',
      'short waiting',
      'rings ringing',
      'beside attended',
      'talks visit',
      'free free',
      'gone offline',
    ])
  })

  it('shows no alarm of the desk at which this person sits, or that they raised themselves', () => {
    const you = { ...kaisa, you: true }
    const beside = seenAfter(booth('own', { in_charge: you }), alarm({ terminal: 'own' }))
    expect(order(beside)).toEqual(['own free'])
    expect(order(seenAfter(booth('b'), alarm({ terminal: 'b', yours: true })))).toEqual(['b free'])
  })

  it('keeps its order while that is held, and what is new comes last', () => {
    const seen = glance(seenAfter(booth('a'), booth('b'), booth('c', { awaited: awaited() })))
    const ids = inHeldOrder(seen, ['b', 'a']).map((each) => each.terminal.terminal)
    expect(ids).toEqual(['b', 'a', 'c'])
  })
})

describe('the list of terminals', () => {
  const page = (): ReturnType<typeof showPage> => showPage(<ClerkPage />, catalogs)
  const rows = (): string[] =>
    within(screen.getByRole('region', { name: 'Valitse pääte' }))
      .getAllByRole('listitem')
      .map((row) => row.textContent)

  it('says in words what goes on, the waiting first', () => {
    const { tell } = page()
    tell(welcome(), { type: 'synced' }, booth('talks', { room: 'room_2', visit }))
    tell(booth('waits', { awaited: awaited() }))
    expect(rows()[0]).toMatch(/Lavia.*waits.*Asiakas odottaa \d:\d\d.*Verohallinto, suomi/)
    expect(rows()[1]).toMatch(/talks.*Asiointi käynnissä \d:\d\d.*Verohallinto, ruotsi/)
    tell(booth('waits', { awaited: awaited({ ringing: true }) }))
    expect(rows()[0]).toMatch(/Asiakas odottaa, kutsu soi \d:\d\d/)
    tell(booth('waits'))
    expect(rows()[1]).toMatch(/waits.*Vapaa/)
  })

  it('does not move the rows under the pointer', () => {
    const { tell } = page()
    tell(welcome(), { type: 'synced' }, booth('a'), booth('b'))
    const list = screen.getByRole('list')
    fireEvent.pointerEnter(list)
    tell(booth('b', { awaited: awaited() }))
    expect(rows()[1]).toMatch(/b.*Asiakas odottaa/)
    fireEvent.pointerLeave(list)
    expect(rows()[0]).toMatch(/b.*Asiakas odottaa/)
  })

  it('announces who begins to wait alone once, and takes nobody else for news', () => {
    const { tell } = page()
    const news = (): string[] => screen.queryAllByText(/asiakas odottaa apua/).map((p) => p.textContent)
    tell(welcome(), booth('old', { awaited: awaited() }), { type: 'synced' })
    expect(news()).toEqual([])
    tell(booth('new', { awaited: awaited({ request: 'req_2', ringing: true }) }))
    expect(news()).toEqual(['Lavia, new: asiakas odottaa apua. Verohallinto, suomi.'])
    const [said] = screen.getAllByText(/asiakas odottaa apua/)
    expect(said?.closest('[role=status]')).toBeTruthy()
    tell(booth('new', { awaited: awaited({ request: 'req_2', waited_s: 70 }) }))
    expect(screen.getAllByText(/asiakas odottaa apua/)).toEqual([said])
    tell(booth('beside', { awaited: awaited({ request: 'req_3' }), in_charge: kaisa }))
    expect(news()).toHaveLength(1)
    tell(booth('new'))
    expect(news()).toEqual([])
    tell(welcome(), booth('old', { awaited: awaited({ request: 'req_4' }) }), { type: 'synced' })
    expect(news()).toEqual(['Lavia, old: asiakas odottaa apua. Verohallinto, suomi.'])
  })

  it('brings the clerk to who waits alone in one action, and gives the booth back afterwards', async () => {
    const { said, tell } = page()
    tell(welcome(), { type: 'synced' }, booth('lavia-1', { awaited: awaited(), room: 'room_1' }))
    await userEvent.click(screen.getByRole('button', { name: 'Auta asiakasta: lavia-1' }))
    const attach = { type: 'terminal.attach', terminal: 'lavia-1', seat: 'remote', take_over: false }
    expect(said.at(-1)).toEqual(attach)
    const you = { ...kaisa, seat: 'remote', you: true } as const
    tell(booth('lavia-1', { awaited: awaited(), room: 'room_1', in_charge: you }))
    expect(said.map(({ type }) => type)).not.toContain('terminal.detach')
    const members = [member({ role: 'clerk', seat: 'remote' }), terminalMember({ id: 'lavia-1' })]
    tell(room({ terminal: 'lavia-1', members }))
    expect(screen.getByRole('button', { name: 'Päätä asiointi' })).toBeTruthy()
    tell(room({ terminal: 'lavia-1', revision: 2, state: 'ended', members: [] }))
    expect(said.at(-1)).toEqual({ type: 'terminal.detach', terminal: 'lavia-1' })
  })

  it('gives the booth back when the resident has gone before the clerk came', async () => {
    const { said, tell } = page()
    tell(welcome(), { type: 'synced' }, booth('lavia-1', { awaited: awaited(), room: 'room_1' }))
    await userEvent.click(screen.getByRole('button', { name: 'Auta asiakasta: lavia-1' }))
    tell(booth('lavia-1', { in_charge: { ...kaisa, seat: 'remote', you: true } }))
    expect(said.at(-1)).toEqual({ type: 'terminal.detach', terminal: 'lavia-1' })
  })

  it('leaves a charge alone that was taken on purpose afterwards', async () => {
    const { said, tell } = page()
    const you = { ...kaisa, seat: 'remote', you: true } as const
    tell(welcome(), { type: 'synced' }, booth('lavia-1', { awaited: awaited(), room: 'room_1' }))
    await userEvent.click(screen.getByRole('button', { name: 'Auta asiakasta: lavia-1' }))
    tell(booth('lavia-1', { awaited: awaited(), room: 'room_1', in_charge: you }))
    tell(booth('lavia-1'))
    tell(booth('lavia-1', { in_charge: you }))
    expect(said.map(({ type }) => type)).not.toContain('terminal.detach')
  })

  it('offers no help where a clerk is already, and none while it rings here', () => {
    const { tell } = page()
    const help = (): HTMLElement[] => screen.queryAllByRole('button', { name: /Auta asiakasta/ })
    tell(welcome(), { type: 'synced' }, booth('b', { awaited: awaited(), in_charge: kaisa }))
    expect(help()).toHaveLength(0)
    tell(booth('c', { awaited: awaited() }))
    expect(help()).toHaveLength(1)
    tell(reservation())
    expect(help()).toHaveLength(0)
  })
})

describe('beside the own terminal', () => {
  const own = terminal({ in_charge: { ...kaisa, you: true } })

  it('shows who waits elsewhere, and the rest when wanted', async () => {
    const { said, tell } = showPage(<ClerkPage />, catalogs)
    tell(welcome(), { type: 'synced' }, own)
    expect(screen.queryByRole('region', { name: 'Muut päätteet' })).toBeNull()
    tell(booth('calm'))
    const others = within(screen.getByRole('region', { name: 'Muut päätteet' }))
    expect(others.getByText('Kukaan ei odota yksin.')).toBeTruthy()
    expect(others.getByRole('button', { name: '1 muu pääte' })).toBeTruthy()
    tell(booth('lavia-1', { awaited: awaited() }))
    await userEvent.click(others.getByRole('button', { name: 'Auta asiakasta: lavia-1' }))
    expect(said.at(-1)).toMatchObject({ type: 'terminal.attach', terminal: 'lavia-1' })
  })

  it('has the help wait until the visit here is over', () => {
    const { tell } = showPage(<ClerkPage />, catalogs)
    const clerk = member({ role: 'clerk', seat: 'at_desk' })
    tell(welcome(), { type: 'synced' }, own, booth('lavia-1', { awaited: awaited() }))
    tell(room({ members: [clerk, terminalMember()], links: [], grants: [] }))
    expect(screen.queryByRole('button', { name: /Auta asiakasta/ })).toBeNull()
    expect(screen.getByText(/Voit auttaa odottavaa, kun/)).toBeTruthy()
  })
})
