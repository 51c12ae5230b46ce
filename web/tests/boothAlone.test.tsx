import { act, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { BoothPage } from '@/features/booth/components/BoothPage'
import { TerminalContext } from '@/features/booth/context'
import { listed, offerIn, waysToAsk } from '@/features/booth/offer'
import type { Language } from '@/i18n/languages'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import { ownName } from '@/i18n/ownName'
import { openingWords } from '@/lib/opening'
import { catalogs } from '@/locales/booth'
import type {
  BoothState,
  Choosing,
  LanguageAvailability,
  ServiceAvailability,
  ServiceCard,
} from '@/protocol/booth-to-page'
import type { FromBooth } from '@/protocol/booth-to-terminal'
import { boothState as anyState } from './support/booth'
import { fakeLink } from './support/terminalLink'

const names = (text: string): { fi: string; sv: string; en: string } => ({
  fi: text,
  sv: `${text} sv`,
  en: `${text} en`,
})

const duty = (language: string, available: number, onDuty = 2): LanguageAvailability => ({
  language,
  into: null,
  available,
  on_duty: onDuty,
  wait: onDuty > 0 ? { low_s: 0, high_s: 50 } : null,
})

const told = (
  languages: LanguageAvailability[],
  given: Partial<ServiceAvailability> = {},
): ServiceAvailability => ({
  service: 'vero',
  closed: false,
  opens_in_s: null,
  languages,
  ...given,
})

const card = (given: Partial<ServiceCard> = {}): ServiceCard => ({
  id: 'vero',
  name: names('Verohallinto'),
  languages: ['fi', 'sv', 'en'],
  availability: told([duty('fi', 1), duty('sv', 1), duty('en', 0, 0)]),
  description: names('Verot'),
  hours: names('Arkisin'),
  papers: names('Kirje'),
  ...given,
})

const help = card({ id: 'palvelupiste', name: names('Palvelupiste') })

const choosing = (given: Partial<Choosing> = {}): Choosing => ({
  step: 'service',
  spoken: 'fi',
  themes: [],
  theme: null,
  services: [],
  chosen: null,
  help,
  interpreter: null,
  meets: [],
  why: null,
  callbacks: false,
  callback: null,
  idle_left_s: null,
  ...given,
})

const boothState = (given: Partial<BoothState> = {}): BoothState =>
  anyState({
    screen: 'choosing',
    terminal_name: names('Tila 1'),
    place_name: names('Lavia'),
    service_name: null,
    spoken: ['fi', 'sv', 'en', 'de', 'ar', 'fse'],
    ...given,
  })

describe('what a service offers', () => {
  it('is told by language, and closed before all', () => {
    expect(offerIn(null, 'fi').state).toBe('unknown')
    expect(offerIn(told([duty('fi', 1)]), 'fi').state).toBe('free')
    expect(offerIn(told([duty('fi', 0)]), 'fi').state).toBe('busy')
    expect(offerIn(told([duty('fi', 0, 0)]), 'fi').state).toBe('nobody')
    expect(offerIn(told([duty('fi', 1)]), 'ar').state).toBe('nobody')
    const closed = offerIn(told([duty('fi', 1)], { closed: true, opens_in_s: 60 }), 'fi')
    expect(closed).toEqual({ state: 'closed', wait: null, opensInS: 60 })
  })

  it('is the own language, else an interpreter, and then the others', () => {
    const own = waysToAsk(card(), 'sv', null)
    expect(own.map(({ language, interpreted }) => [language, interpreted])).toEqual([
      ['sv', false],
      ['fi', false],
      ['en', false],
    ])
    const pair = { ...duty('fi', 0), into: 'ar' }
    const [first, ...rest] = waysToAsk(card(), 'ar', told([pair]))
    expect(first).toMatchObject({ language: 'fi', interpreted: true, offer: { state: 'busy' } })
    expect(rest.map(({ interpreted }) => interpreted)).toEqual([false, false, false])
    expect(waysToAsk(card(), 'ar', null)[0]?.interpreted).toBe(false)
  })

  it('stands in a list in the own language or the first', () => {
    expect(listed(card(), 'en').state).toBe('nobody')
    expect(listed(card(), 'ar').state).toBe('free')
  })
})

it('names languages as their speakers do', () => {
  expect(['fi', 'sv', 'de', 'fse'].map(ownName)).toEqual([
    'Suomi',
    'Svenska',
    'Deutsch',
    'Suomalainen viittomakieli',
  ])
})

it.each<[Language, number, string, string]>([
  ['fi', 3600, 'today', '11.00'],
  ['en', 23 * 3600, 'tomorrow', '9:00'],
  ['sv', 71 * 3600 + 2, 'day', '9.00'],
])('says in %s when it opens', (language, inS, kind, time) => {
  const now = Date.UTC(2026, 10, 20, 8, 0, 0)
  expect(openingWords(inS, now, language)).toMatchObject({ kind, time })
})

describe('a resident alone', () => {
  let sent: FromBooth[]
  let show: (state: BoothState) => void

  beforeEach(() => {
    HTMLDialogElement.prototype.showModal = function showModal() {
      this.open = true
    }
    sent = []
    const link = fakeLink(sent)
    const page = (state: BoothState): React.ReactElement => (
      <LocaleProvider catalogs={catalogs} language={state.language as Language}>
        <TerminalContext value={link}>
          <BoothPage state={state} />
        </TerminalContext>
      </LocaleProvider>
    )
    const { rerender } = render(<div />)
    show = (state) => rerender(page(state))
  })

  const touch = (name: string | RegExp): Promise<void> =>
    userEvent.click(screen.getByRole('button', { name }))

  it('is welcomed in three languages and touches one, each by its own name', async () => {
    show(boothState({ screen: 'start' }))
    const heading = screen.getByRole('heading', { level: 1 })
    expect(heading.textContent).toBe('Tervetuloa · Välkommen · Welcome')
    expect([...heading.children].map((each) => each.getAttribute('lang'))).toEqual(['fi', 'sv', 'en'])
    await touch('Deutsch')
    expect(sent).toEqual([{ type: 'booth.speak', language: 'de' }])
  })

  it('finds many languages in a step of their own, by their own names and directions', async () => {
    const spoken = ['fi', 'sv', 'en', 'ar', 'uk', 'fa', 'et', 'so', 'fse', 'fss']
    show(boothState({ screen: 'start', spoken }))
    expect(screen.queryByRole('button', { name: 'Eesti' })).toBeNull()
    await touch(/^Muut kielet.*العربية/)
    const [others, signed] = screen.getAllByRole('group')
    const named = within(others as HTMLElement).getAllByRole('button')
    expect(named.map((each) => [each.lang, each.dir])).toEqual([
      ['ar', 'rtl'],
      ['uk', 'ltr'],
      ['fa', 'rtl'],
      ['et', 'ltr'],
      ['so', 'ltr'],
    ])
    expect(within(signed as HTMLElement).getAllByRole('button')).toHaveLength(2)
    await touch(/^Suomi.*Svenska.*English$/)
    await touch(/^Muut kielet/)
    await touch('Finlandssvenskt teckenspråk')
    expect(sent).toEqual([{ type: 'booth.speak', language: 'fss' }])
  })

  it('gives the list of languages up when nobody goes on', () => {
    const spoken = ['fi', 'sv', 'en', 'ar', 'uk', 'fa', 'et', 'so']
    show(boothState({ screen: 'start', spoken }))
    vi.useFakeTimers()
    try {
      act(() => screen.getByRole('button', { name: /^Muut kielet/ }).click())
      expect(screen.getByRole('button', { name: 'Eesti' })).toBeTruthy()
      act(() => void vi.advanceTimersByTime(60_000))
      expect(screen.getByRole('heading', { name: /^Tervetuloa/ })).toBeTruthy()
    } finally {
      vi.useRealTimers()
    }
  })

  it('reads who is coming in the own language, from right to left', () => {
    const meets = ['clerk', 'interpreter'] as const
    const arabic = choosing({ step: 'meeting', spoken: 'ar', chosen: help, meets: [...meets] })
    show(boothState({ language: 'en', choosing: arabic }))
    const own = screen.getByText('لا يتم تسجيل المحادثة.').parentElement
    expect([own?.lang, own?.dir]).toEqual(['ar', 'rtl'])
    expect(screen.getByRole('button', { name: /^With picture.*مع الصورة/ })).toBeTruthy()
    show(boothState({ language: 'en', screen: 'connecting', choosing: arabic }))
    const coming = screen.getByText('سينضم إليك موظف الخدمة ومترجم فوري. يرجى الانتظار.')
    expect([coming.lang, coming.dir]).toEqual(['ar', 'rtl'])
    const somali = choosing({ step: 'meeting', spoken: 'so', chosen: help, meets: [...meets] })
    show(boothState({ language: 'en', choosing: somali }))
    expect(document.querySelector('[dir=rtl]')).toBeNull()
  })

  it('is left to the clerk where nobody may ask alone', () => {
    show(boothState({ screen: 'start', spoken: [] }))
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Tervetuloa')
    expect(screen.queryByRole('button', { name: 'Deutsch' })).toBeNull()
  })

  it('chooses a theme, or help to choose', async () => {
    const themes = [{ id: 'raha', name: names('Verot, tuet ja laskut') }]
    show(boothState({ choosing: choosing({ step: 'themes', themes }) }))
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }))
    await touch('Verot, tuet ja laskut')
    await touch(/En tiedä, auttakaa valitsemaan/)
    expect(sent).toEqual([
      { type: 'booth.theme', theme: 'raha' },
      { type: 'booth.service', service: 'palvelupiste' },
    ])
  })

  it('sees how soon each service answers, and goes back or to the start', async () => {
    const services = [card(), card({ id: 'kela', name: names('Kela'), availability: told([]) })]
    show(boothState({ choosing: choosing({ step: 'services', services, theme: names('Raha') }) }))
    expect(screen.getByRole('button', { name: /Verohallinto/ }).textContent).toContain(
      'Vastaus alle minuutissa',
    )
    expect(screen.getByRole('button', { name: /Kela/ }).textContent).toContain('ei ketään työssä')
    await touch('Takaisin')
    await touch('Alkuun')
    expect(sent).toEqual([{ type: 'booth.back' }, { type: 'booth.dismiss' }])
  })

  it('reads about a service and asks for it', async () => {
    show(boothState({ choosing: choosing({ chosen: card() }) }))
    expect(screen.getByText('Kirje')).toBeTruthy()
    await touch('Ota yhteyttä')
    expect(sent).toEqual([{ type: 'booth.ask', language: 'fi', interpreter: false }])
  })

  it('is told who will see and hear before the camera opens, and chooses', async () => {
    const meets = ['expert', 'interpreter'] as const
    const step = choosing({ step: 'meeting', chosen: card(), meets: [...meets] })
    show(boothState({ choosing: step }))
    expect(document.activeElement).toBe(
      screen.getByRole('heading', { name: 'Kuka näkee ja kuulee sinut?' }),
    )
    expect(screen.getAllByRole('listitem').map((each) => each.textContent)).toEqual([
      'Asiantuntija, Verohallinto',
      'Tulkki',
    ])
    expect(screen.getByText(/Keskustelua ei tallenneta\./)).toBeTruthy()
    await touch(/^Kuvan kanssa/)
    await touch(/^Vain ääni/)
    await touch('Takaisin')
    expect(sent).toEqual([
      { type: 'booth.meet', picture: true },
      { type: 'booth.meet', picture: false },
      { type: 'booth.back' },
    ])
  })

  it('is offered no picture where the terminal has no camera', () => {
    const step = choosing({ step: 'meeting', chosen: card(), meets: ['expert'] })
    show(boothState({ choosing: step, picture: 'none' }))
    expect(screen.queryByRole('button', { name: /^Kuvan kanssa/ })).toBeNull()
    expect(screen.getByRole('button', { name: /^Vain ääni/ })).toBeTruthy()
  })

  it('closes and opens the camera by one touch, while waiting and on hold', async () => {
    show(boothState({ screen: 'connecting' }))
    expect(screen.getByText(/nähdään ja kuullaan vasta, kun sinulle vastataan/)).toBeTruthy()
    await touch('Vain ääni')
    show(boothState({ screen: 'on_hold', picture: 'withheld' }))
    const button = screen.getByRole('button', { name: 'Vain ääni', pressed: true })
    await userEvent.click(button)
    expect(sent).toEqual([
      { type: 'booth.picture', given: false },
      { type: 'booth.picture', given: true },
    ])
  })

  it('asks with an interpreter', async () => {
    const interpreter = told([{ ...duty('fi', 1), into: 'ar' }])
    show(
      boothState({
        language: 'en',
        choosing: choosing({ spoken: 'ar', chosen: card(), interpreter }),
      }),
    )
    await touch('Contact with an interpreter')
    expect(sent).toEqual([{ type: 'booth.ask', language: 'fi', interpreter: true }])
  })

  it('is told at once that nobody serves, and what else there is', async () => {
    show(boothState({ language: 'en', choosing: choosing({ spoken: 'en', chosen: card() }) }))
    expect(screen.getByText(/Nobody is on duty now in the language/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Contact now' })).toBeNull()
    const others = screen.getByRole('group', { name: 'Contact in another language' })
    await userEvent.click(within(others).getByRole('button', { name: 'Svenska' }))
    await touch('See other services')
    expect(sent).toEqual([
      { type: 'booth.ask', language: 'sv', interpreter: false },
      { type: 'booth.back' },
    ])
  })

  it('is told when a closed service opens', () => {
    const closed = card({ availability: told([duty('fi', 1)], { closed: true, opens_in_s: 7200 }) })
    show(boothState({ choosing: choosing({ chosen: closed }) }))
    expect(screen.getByText('Palvelu on nyt suljettu.')).toBeTruthy()
    expect(screen.getByText(/^Avautuu .* klo \d+\.\d\d\.$/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Ota yhteyttä' })).toBeNull()
  })

  it('is told why nobody came, and may try again', async () => {
    show(boothState({ choosing: choosing({ chosen: card(), why: 'all_declined' }) }))
    expect(screen.getByText(/Kukaan ei voi vastata juuri nyt/)).toBeTruthy()
    await touch('Yritä uudelleen')
    expect(sent).toEqual([{ type: 'booth.ask', language: 'fi', interpreter: false }])
  })

  it('is asked before the choice is dropped', async () => {
    show(boothState({ choosing: choosing({ chosen: card(), idle_left_s: 20 }) }))
    const dialog = screen.getByRole('alertdialog', { name: 'Oletko vielä siinä?' })
    expect(dialog.textContent).toContain('20 sekunnin kuluttua')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Jatka' }))
    expect(sent).toContainEqual({ type: 'booth.touched' })
  })

  it('is known to be there by any touch, told now and then', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    try {
      show(boothState({ choosing: choosing({ chosen: card() }) }))
      const tap = (): void => {
        act(() => void document.body.dispatchEvent(new Event('pointerdown', { bubbles: true })))
      }
      tap()
      expect(sent).toEqual([])
      vi.advanceTimersByTime(5_000)
      tap()
      tap()
      expect(sent).toEqual([{ type: 'booth.touched' }])
    } finally {
      vi.useRealTimers()
    }
  })

  it('sees the place, the wait and what to have at hand while waiting, and takes it back', async () => {
    const wait = { low_s: 180, high_s: 480 }
    const chosen = choosing({ chosen: card() })
    show(boothState({ screen: 'connecting', position: 3, wait, choosing: chosen }))
    expect(screen.getByText(/jonossa 3\. sijalla.*3–8 minuutin/)).toBeTruthy()
    expect(screen.getByText(/Kirje/)).toBeTruthy()
    await touch('Peruuta')
    expect(sent).toEqual([{ type: 'booth.end' }])
  })

  it('is thanked when the specialist has hung up', () => {
    show(boothState({ screen: 'ended', reason: 'staff_left' }))
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Kiitos käynnistä')
    expect(screen.getByText(/voit ottaa uudelleen yhteyttä/)).toBeTruthy()
  })

  it('leaves nothing in the page or its storage', () => {
    show(boothState({ choosing: choosing({ chosen: card() }) }))
    show(boothState({ screen: 'start' }))
    expect(document.body.textContent).not.toContain('Verohallinto')
    expect(localStorage.length + sessionStorage.length).toBe(0)
    expect(document.cookie).toBe('')
  })
})
