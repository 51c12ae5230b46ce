/** What issues of the world outside do to a page: odd names, gaps, wrong clocks, long sleep. */
import { act, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Api, type Directory } from '@/api/http'
import { ClerkPage } from '@/features/clerk/components/ClerkPage'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { isElsewhere, nameIn } from '@/i18n/languages'
import { fill } from '@/i18n/translate'
import { hearTime, wallNow, wallTime } from '@/lib/wallClock'
import { catalogs } from '@/locales/clerk'
import { catalogs as expertCatalogs } from '@/locales/expert'
import type { ServerMessage } from '@/protocol/server'
import { reservation, terminal, welcome } from './support/told'
import { showPage } from './support/workspace'

describe('a name among words', () => {
  it.each([
    ['Aino Mäkelä', 'Aino Mäkelä kirjoittaa'],
    ['李小龍 👩🏽‍💼', '李小龍 👩🏽‍💼 kirjoittaa'],
    ['محمد علي', '\u2068محمد علي\u2069 kirjoittaa'],
    ['שרה (2)', '\u2068שרה (2)\u2069 kirjoittaa'],
  ])('keeps its direction to itself: %s', (name, text) => {
    expect(fill('{name} kirjoittaa', { name })).toBe(text)
  })

  it('is never taken for a place of another value', () => {
    expect(fill('{name} soitti {time}', { name: '{time} $& $1', time: '12.00' })).toBe(
      '{time} $& $1 soitti 12.00',
    )
  })
})

const only = (fi: string): { fi: string; sv: string; en: string } => ({ fi, sv: '', en: '' })
const all = (name: string): { fi: string; sv: string; en: string } => ({
  fi: name,
  sv: name,
  en: name,
})
const directory: Directory = {
  services: [
    {
      id: 'vero',
      name: all('Verohallinto'),
      description: only('Neuvontaa verotuksesta'),
      known_as: { fi: [], sv: [], en: [] },
      group: 'state',
      languages: ['fi'],
      interpreting: false,
      hours: { fi: 'Ma–pe 9–15', sv: 'Må–fre 9–15', en: '' },
      papers: all('–'),
    },
  ],
  places: [],
}
const charge = { person: 'kaisa-niemi', name: 'Kaisa Niemi', seat: 'at_desk', you: true } as const
const closed: ServerMessage = {
  type: 'availability.state',
  callbacks: false,
  services: [{ service: 'vero', closed: true, opens_in_s: 3600, languages: [] }],
}

describe('a card that lacks a language', () => {
  it('falls back to one that is there', () => {
    expect(nameIn(only('Kela'), 'sv')).toBe('Kela')
    expect(nameIn({ fi: '', sv: 'FPA', en: '' }, 'en')).toBe('FPA')
    expect(nameIn(all(''), 'sv')).toBe('')
    const [card] = directory.services
    expect(card && isElsewhere(card, 'fi')).toBe(false)
    expect(card && isElsewhere(card, 'sv')).toBe(true)
  })

  it('says so, and in which language the rest stands', async () => {
    const { tell } = showPage(<ClerkPage />, catalogs, directory, [], undefined, 'sv')
    tell(welcome(), terminal({ in_charge: charge }), closed)
    const about = await screen.findByText('Neuvontaa verotuksesta')
    expect(about.lang).toBe('fi')
    const card = about.closest('li') as HTMLElement
    expect(within(card).getByText('Allt om detta finns inte på svenska.')).toBeTruthy()
    expect(within(card).getByText('Må–fre 9–15').closest('[lang]')).toBe(document.documentElement)
  })
})

describe('a computer whose clock is wrong', () => {
  const right = Date.UTC(2026, 10, 23, 6, 0)

  afterEach(() => {
    hearTime(new Date().toUTCString())
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  /** The computer's clock, and an answer of the server's, whose is right. */
  async function isWrongBy(ms: number): Promise<void> {
    vi.spyOn(Date, 'now').mockImplementation(() => right + ms)
    const headers = { Date: new Date(right).toUTCString() }
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({}, { headers })))
    await new Api('clerk').settings()
  }

  it.each([-10 * 365 * 86_400_000, -3_600_000, 5 * 86_400_000])(
    'shows when a service opens by the server’s (%d ms)',
    async (ms) => {
      await isWrongBy(ms)
      const { tell } = showPage(<ClerkPage />, catalogs, directory)
      tell(welcome(), terminal({ in_charge: charge }), closed)
      // Eight o'clock in Helsinki, and an hour.
      expect(await screen.findByText(/Avautuu tänään klo 9\.00/)).toBeTruthy()
    },
  )

  it('leaves one alone that is as good as right, and what is no time', async () => {
    await isWrongBy(20_000)
    expect(wallNow()).toBe(right + 20_000)
    hearTime('soon')
    hearTime(null)
    expect(wallNow()).toBe(right + 20_000)
  })

  it('counts a ring by the monotonic clock', async () => {
    await isWrongBy(-86_400_000)
    const { tell } = showPage(<ExpertPage />, expertCatalogs)
    tell(welcome(), reservation({ remaining_s: 20 }))
    expect(screen.getByRole('timer').textContent).toBe('Soi vielä 20 sekuntia')
  })

  it('tells when something was although the computer slept meanwhile', async () => {
    await isWrongBy(0)
    const at = performance.now() - 5000
    expect(Math.abs(wallTime(at) - (right - 5000))).toBeLessThan(1000)
  })
})

describe('sixty people in a list', () => {
  it('can each be asked for by name', async () => {
    const people = Array.from({ length: 60 }, (_, n) => ({
      id: `p${n}`,
      name: n === 59 ? 'محمد علي' : `Asiantuntija ${n}`,
      languages: ['fi'],
    }))
    const { tell } = showPage(<ClerkPage />, catalogs, directory, people)
    const free = { language: 'fi', into: null, available: 60, on_duty: 60, wait: null }
    const open = { closed: false, opens_in_s: null, languages: [free] }
    tell(welcome(), terminal({ in_charge: charge }), {
      ...closed,
      services: [{ service: 'vero', ...open }],
    })
    await userEvent.click(await screen.findByText('Tarkenna kutsua'))
    const list = await screen.findByRole('combobox', { name: 'Kuka' })
    await act(() => Promise.resolve())
    expect(within(list).getAllByRole('option').length).toBeGreaterThanOrEqual(60)
    await userEvent.selectOptions(list, 'محمد علي')
    expect((list as HTMLSelectElement).value).toBe('p59')
  })
})
