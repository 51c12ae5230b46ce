import { act, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ClerkPage } from '@/features/clerk/components/ClerkPage'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { GuardPage } from '@/features/guard/components/GuardPage'
import * as siren from '@/features/alarm/siren'
import { catalogs as clerk } from '@/locales/clerk'
import { catalogs as expert } from '@/locales/expert'
import { catalogs as guard } from '@/locales/guard'
import { keptPress, press } from '@/signaling/raiseAlarm'
import { alarm, room, terminal, welcome } from './support/told'
import { showPage } from './support/workspace'

afterEach(() => vi.restoreAllMocks())

const raise = (): HTMLElement => screen.getByRole('button', { name: 'Hälytä vartija' })
const confirm = (): HTMLElement => screen.getByRole('button', { name: 'Vahvista hälytys' })
const later = (ms: number): Promise<void> =>
  act(() => new Promise<void>((done) => setTimeout(done, ms)))
const atDesk = { person: 'kaisa', name: 'Kaisa', seat: 'at_desk', you: true } as const

describe('the button', () => {
  it('needs two presses, and raises for the terminal in charge', async () => {
    const { said, tell } = showPage(<ClerkPage />, clerk)
    tell(welcome(), terminal({ in_charge: atDesk }))
    const before = said.length
    await userEvent.click(raise())
    expect(said.slice(before)).toEqual([])
    await later(400)
    await userEvent.click(confirm())
    expect(said.slice(before)).toMatchObject([{ type: 'alarm.raise', terminal: 'porina-1' }])
    expect(raise()).toBeTruthy()
  })

  it('works by keyboard, and escape takes it back', async () => {
    const { said, tell } = showPage(<ClerkPage />, clerk)
    tell(welcome())
    raise().focus()
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(confirm())
    await userEvent.keyboard('{Escape}')
    expect(document.activeElement).toBe(raise())
    await userEvent.keyboard('{Enter}')
    await later(400)
    await userEvent.keyboard('{Enter}')
    expect(said).toMatchObject([{ type: 'alarm.raise', terminal: null }])
  })

  it('does not take a double click for two presses', async () => {
    const { said, tell } = showPage(<ClerkPage />, clerk)
    tell(welcome())
    await userEvent.dblClick(raise())
    expect(said).toEqual([])
    expect(confirm()).toBeTruthy()
  })

  it('is there for an expert in a conversation and after it', () => {
    const { tell } = showPage(<ExpertPage />, expert)
    tell(welcome())
    expect(screen.queryByRole('button', { name: 'Hälytä vartija' })).toBeNull()
    tell(room())
    expect(raise()).toBeTruthy()
    tell(room({ revision: 2, state: 'ended', reason: 'ended_by_resident', members: [] }))
    expect(raise()).toBeTruthy()
  })

  it('goes on with what a reload has interrupted', () => {
    const pressed = press('lavia-1')
    keptPress('undefined').set(pressed)
    const { said } = showPage(<ClerkPage />, clerk)
    expect(said).toMatchObject([{ type: 'alarm.raise', alarm: pressed.alarm, terminal: 'lavia-1' }])
  })
})

describe('who raised it', () => {
  const told = (given: Parameters<typeof alarm>[0]): string => {
    const { tell } = showPage(<ClerkPage />, clerk)
    tell(welcome(), alarm({ yours: true, ...given }))
    expect(screen.queryByRole('alert', { name: /hälytys/i })).toBeNull()
    return raise().closest('.alarm-button')?.querySelector('[role=status]')?.textContent ?? ''
  }

  it('is told quietly how it goes', () => {
    expect(told({})).toBe('Lähetetty, odotetaan kuittausta.')
  })

  it('is told who goes', () => {
    expect(told({ state: 'acknowledged', acknowledged_by: 'Ville V' })).toBe('Kuitannut: Ville V')
  })

  it('is told the truth when nobody hears', () => {
    expect(told({ reached: false })).toBe('Ei vastaanottajaa nyt. Hädässä soita 112.')
    expect(screen.queryByText('Vartijahälytys')).toBeNull()
  })
})

describe('who is called', () => {
  const page = (): ReturnType<typeof showPage> => {
    const shown = showPage(<ClerkPage />, clerk)
    shown.tell(welcome())
    return shown
  }

  it('is told where, by whom and since when, and says that they go', async () => {
    const play = vi.spyOn(siren, 'playSiren')
    const { said, tell } = page()
    tell(alarm({ raised_by: { role: 'expert', name: 'Aino Mäkelä' } }))
    const card = within(screen.getByRole('region', { name: 'Vartijahälytys' }))
    const [called] = card.getAllByRole('alert')
    expect(called?.textContent).toContain('Porina: Tiski 1')
    expect(called?.textContent).toContain('Aino Mäkelä, asiantuntija')
    expect(card.getByRole('timer').textContent).toMatch(/0:0\d/)
    expect(play).toHaveBeenCalledTimes(1)
    await userEvent.click(screen.getByRole('button', { name: 'Olen menossa' }))
    expect(said.at(-1)).toEqual({ type: 'alarm.acknowledge', alarm: 'a_1' })
  })

  it('sees over a conversation what happens elsewhere, and who goes', () => {
    const { tell } = page()
    tell(room({ terminal: 'lavia-1' }), alarm())
    expect(screen.getByText('Hälytti: asiointipisteen painike')).toBeTruthy()
    tell(alarm({ state: 'escalated', escalated: true }))
    expect(screen.getByText('Vartijahälytys, jota kukaan ei ole kuitannut')).toBeTruthy()
    tell(alarm({ state: 'acknowledged', escalated: true, acknowledged_by: 'Ville V' }))
    expect(screen.getByText('Kuitannut: Ville V')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Olen menossa' })).toBeNull()
    tell(alarm({ state: 'cleared', escalated: true, acknowledged_by: 'Ville V' }))
    expect(screen.queryByText('Kuitannut: Ville V')).toBeNull()
  })

  it('ends it by two presses', async () => {
    const { said, tell } = page()
    tell(alarm())
    await userEvent.click(screen.getByRole('button', { name: 'Päätä hälytys' }))
    expect(said).toEqual([])
    await later(400)
    await userEvent.click(screen.getByRole('button', { name: 'Vahvista: vaara ohi' }))
    expect(said).toEqual([{ type: 'alarm.clear', alarm: 'a_1' }])
  })

  it('makes no sound in a conversation with whoever is in danger', () => {
    const play = vi.spyOn(siren, 'playSiren')
    const { tell } = page()
    const title = document.title
    tell(room(), alarm())
    expect(screen.getByText('Vartijahälytys')).toBeTruthy()
    expect(play).not.toHaveBeenCalled()
    expect(document.title).toBe(title)
  })

  it('beside the resident gives nothing away by word, sound or title', async () => {
    const play = vi.spyOn(siren, 'playSiren')
    const { said, tell } = page()
    const title = document.title
    tell(terminal({ in_charge: atDesk }), alarm())
    const card = screen.getByRole('region', { name: 'Hiljainen ilmoitus' })
    expect(within(card).getAllByRole('status')[0]?.textContent).toContain('Tiski 1')
    expect(card.textContent).not.toMatch(/vartija|hälyt/i)
    expect(play).not.toHaveBeenCalled()
    expect(document.title).toBe(title)
    await userEvent.click(within(card).getByRole('button', { name: 'Kuittaa' }))
    expect(said.at(-1)).toEqual({ type: 'alarm.acknowledge', alarm: 'a_1' })
  })

  it('does not begin anew when the same is told again', () => {
    const play = vi.spyOn(siren, 'playSiren')
    const { tell } = page()
    tell(alarm({ reached: false }), alarm())
    tell(alarm())
    expect(play).toHaveBeenCalledTimes(1)
  })
})

describe('the guard’s page', () => {
  it('lists alarms, the oldest first, and says when there are none', () => {
    const { tell, connection } = showPage(<GuardPage />, guard)
    tell(welcome())
    expect(screen.getByRole('heading', { name: 'Ei avoimia hälytyksiä' })).toBeTruthy()
    tell(alarm({ alarm: 'a_2' }), alarm({ raised_s: 60 }))
    const times = screen.getAllByRole('timer').map((each) => each.textContent)
    expect(times[0]).toContain('1:00')
    expect(times[1]).toContain('0:04')
    tell(alarm({ alarm: 'a_2', state: 'cleared' }), alarm({ state: 'cleared' }))
    expect(screen.getByRole('heading', { name: 'Ei avoimia hälytyksiä' })).toBeTruthy()
    connection.set({ phase: 'waiting', attempt: 1 })
    expect(screen.queryByRole('heading', { name: 'Ei avoimia hälytyksiä' })).toBeNull()
  })

  it('forgets what is not told again after a new beginning', () => {
    const { tell } = showPage(<GuardPage />, guard)
    tell(welcome(), alarm(), { type: 'synced' })
    expect(screen.getByText('Vartijahälytys')).toBeTruthy()
    tell(welcome(), { type: 'synced' })
    expect(screen.queryByText('Vartijahälytys')).toBeNull()
  })
})
