import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { Service } from '@/api/http'
import { measures, NOTHING, together } from '@/features/supervision/figures'
import { problems, queues, sites, teams } from '@/features/supervision/overview'
import { SupervisionPage } from '@/features/supervision/components/SupervisionPage'
import { emptyWatched, watch, type Watched } from '@/features/supervision/watched'
import { catalogs } from '@/locales/supervision'
import type {
  Figures,
  ServerMessage,
  SupervisionState,
  TerminalHealth,
  WatchedPerson,
  WatchedTerminal,
} from '@/protocol/server'
import { showPage } from './support/workspace'

const named = (name: string): WatchedTerminal['name'] => ({ fi: name, sv: name, en: name })

const sound: TerminalHealth = {
  version: '0.1.0',
  face: 'off',
  document: 'live',
  microphone: 'live',
  loudspeaker: 'live',
  screen: 'live',
  printer: null,
}

const terminal = (id: string, given: Partial<WatchedTerminal> = {}): WatchedTerminal => ({
  terminal: id,
  name: named(id),
  place: 'lavia',
  place_name: named('Lavia'),
  online: true,
  since_s: 60,
  health: sound,
  waits: [],
  room: null,
  ...given,
})

const person = (id: string, given: Partial<WatchedPerson> = {}): WatchedPerson => ({
  person: id,
  name: id,
  services: ['vero'],
  state: 'available',
  reason: 'self',
  since_s: 30,
  ...given,
})

const waiting = (service: string, waited_s: number): WatchedTerminal['waits'][number] => ({
  kind: 'visit',
  service,
  language: 'fi',
  into: null,
  ringing: false,
  waited_s,
})

const told = (given: Partial<SupervisionState>): SupervisionState => ({
  type: 'supervision.state',
  anew: false,
  terminals: [],
  people: [],
  ...given,
})

const after = (...messages: ServerMessage[]): Watched =>
  messages.reduce((watched, message) => watch(watched, message, 100_000), emptyWatched)

const service = (id: string, name: string): Service => ({
  id,
  name: named(name),
  description: named(''),
  known_as: { fi: [], sv: [], en: [] },
  group: 'state',
  languages: ['fi'],
  interpreting: false,
  hours: named(''),
  papers: named(''),
})
const services = [service('kela', 'Kela'), service('vero', 'Verohallinto')]

const counts = (given: Partial<Figures>): Figures => ({ ...NOTHING, ...given })

describe('measures of a contact centre', () => {
  const day = counts({
    answered: 8,
    in_time: 6,
    waited_s: 200,
    abandoned: 1,
    expired: 1,
    unserved: 5,
    handled: 4,
    handled_s: 2400,
  })

  it('are means and shares as they are defined', () => {
    expect(measures(day)).toEqual({
      queued: 10,
      asa_s: 25,
      level: 0.6,
      abandonment: 0.1,
      aht_s: 600,
    })
  })

  it('know no share of nothing; whoever nobody could serve did not queue', () => {
    const none = { queued: 0, asa_s: null, level: null, abandonment: null, aht_s: null }
    expect(measures(NOTHING)).toEqual(none)
    expect(measures(counts({ unserved: 3 }))).toEqual(none)
    expect(measures(counts({ abandoned: 2 }))).toMatchObject({ level: 0, abandonment: 1 })
  })

  it('of several services come from their sums, not from their means', () => {
    const quick = counts({ answered: 9, in_time: 9, waited_s: 9, outcomes: { settled: 2 } })
    const slow = counts({ answered: 1, waited_s: 91, outcomes: { settled: 1, continues: 1 } })
    const all = together([quick, slow])
    expect(measures(all)).toMatchObject({ asa_s: 10, level: 0.9 })
    expect(all.outcomes).toMatchObject({ settled: 3, continues: 1, interrupted: 0 })
  })
})

describe('what stands on the page', () => {
  it('has the service first at which somebody waits longest', () => {
    const watched = after(
      told({
        anew: true,
        terminals: [
          terminal('a', { waits: [waiting('vero', 20)] }),
          terminal('b', { waits: [waiting('vero', 80)] }),
        ],
        people: [person('aino', { state: 'busy' }), person('bo', { state: 'away' })],
      }),
    )
    const [first, second] = queues(services, watched, {})
    expect(first).toMatchObject({ waiting: 2, longest: 20_000, available: 0, onDuty: 1 })
    expect(second).toMatchObject({ waiting: 0, longest: null, onDuty: 0 })
  })

  it('changes row by row, and begins anew when it is told so', () => {
    const watched = after(
      told({ anew: true, terminals: [terminal('a'), terminal('b')], people: [person('aino')] }),
      told({ terminals: [terminal('b', { online: false })] }),
    )
    expect(sites(watched).flatMap((site) => site.terminals.map((each) => each.told.online))).toEqual([
      true,
      false,
    ])
    expect(Object.keys(watched.people)).toEqual(['aino'])
    const anew = watch(watched, told({ anew: true, terminals: [terminal('c')] }), 0)
    expect(Object.keys(anew.terminals)).toEqual(['c'])
    expect(anew.people).toEqual({})
  })

  it('has whoever answers for several services in each team, and only who is there', () => {
    const watched = after(
      told({
        anew: true,
        people: [
          person('aino', { services: ['kela', 'vero'] }),
          person('bo', { state: 'offline' }),
          person('kaisa', { services: [], state: 'away' }),
        ],
      }),
    )
    const seen = teams(services, watched).map((team) => [
      team.service?.id ?? null,
      team.present.map((each) => each.person.person),
      team.absent,
    ])
    expect(seen).toEqual([
      ['kela', ['aino'], 0],
      ['vero', ['aino'], 1],
      [null, ['kaisa'], 0],
    ])
  })

  it('counts as a fault what somebody has to look after', () => {
    expect(problems(sound)).toEqual([])
    expect(problems({ ...sound, microphone: 'missing', screen: 'off' })).toEqual([
      ['microphone', 'missing'],
      ['screen', 'off'],
    ])
    expect(problems({ ...sound, screen: null, document: 'starting' })).toEqual([])
  })
})

describe('the page', () => {
  it('shows each figure with its definition, and each chart as a table', async () => {
    const page = showPage(<SupervisionPage />, catalogs, { services, places: [] })
    const room = { service: 'vero', language: 'fi', mode: 'conversation', elapsed_s: 65 } as const
    page.tell(
      told({
        anew: true,
        terminals: [terminal('Lavia 1', { room: { ...room, roles: ['expert', 'terminal'] } })],
        people: [person('aino', { name: 'Aino Mäkelä' })],
      }),
      {
        type: 'supervision.figures',
        anew: true,
        level_s: 20,
        hours: [{ hour: 9, figures: counts({ answered: 2, abandoned: 1 }) }],
        services: [
          { service: 'vero', figures: counts({ answered: 2, in_time: 1, abandoned: 1, waited_s: 60 }) },
        ],
      },
    )
    const talks = await screen.findByRole('region', { name: 'Keskustelut' })
    expect(within(talks).getByText(/Verohallinto, suomi 1:05/)).toBeTruthy()
    expect(within(talks).getByText('Asiantuntija, Asiakas')).toBeTruthy()
    expect(within(talks).queryByRole('button')).toBeNull()

    const today = screen.getByRole('region', { name: 'Tänään' })
    expect(within(today).getByText('Palvelutaso 20 s', { selector: 'dt' }).nextSibling?.textContent).toBe('33 %')
    expect(within(today).getByText(/Osuus, joille vastattiin 20 sekunnissa/)).toBeTruthy()
    await userEvent.click(within(today).getByText(/tunneittain/, { selector: 'summary *' }))
    const table = within(today).getByRole('region', { name: 'Palvelupyynnöt tunneittain' })
    const row = within(table).getByRole('rowheader', { name: '9.00' }).closest('tr')
    expect(row?.textContent).toBe('9.002100')
    expect(within(table).getByRole('columnheader', { name: 'Luopunut' })).toBeTruthy()
  })

  it('asks to be told on every connection', () => {
    const page = showPage(<SupervisionPage />, catalogs, { services, places: [] })
    page.connection.set({ phase: 'ready' })
    expect(page.said.map(({ type }) => type)).toEqual(['supervision.watch', 'availability.watch'])
  })
})
