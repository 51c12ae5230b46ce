import { render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { grouped, isComplete, typed } from '@/features/booth/callback/phone'
import { BoothPage } from '@/features/booth/components/BoothPage'
import { TerminalContext } from '@/features/booth/context'
import type { Language } from '@/i18n/languages'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import { catalogs } from '@/locales/booth'
import type { BoothState, CallbackShown, CallbackWindow } from '@/protocol/booth-to-page'
import type { FromBooth } from '@/protocol/booth-to-terminal'
import { usualLooks } from './support/booth'
import { fakeLink } from './support/terminalLink'

const names = (text: string): { fi: string; sv: string; en: string } => ({
  fi: text,
  sv: text,
  en: text,
})

const slot = (given: Partial<CallbackWindow> = {}): CallbackWindow => ({
  opens_in_s: 3600,
  closes_in_s: 10_800,
  in_days: 2,
  date: '2026-11-24',
  opens: '09:00',
  last_date: '2026-11-24',
  closes: '11:00',
  ...given,
})

const closed = { service: 'vero', closed: true, opens_in_s: null, languages: [] }

const at = (callback: Partial<CallbackShown> | null, given: Partial<BoothState> = {}): BoothState => ({
  type: 'booth.state',
  screen: 'choosing',
  language: 'fi',
  link: 'online',
  terminal_name: null,
  place_name: null,
  service_name: null,
  counterparts: [],
  position: null,
  wait: null,
  reason: null,
  feedback: null,
  devices: { face: 'live', document: 'live', microphone: 'live', loudspeaker: 'live' },
  picture: 'given',
  hearing: { loudness_db: 0, loudnesses_db: [-6, 0, 6, 12], clear: false, outputs: [] },
  speech: { state: 'off', key: 'F2' },
  looks: usualLooks,
  spoken: ['fi', 'sv', 'en'],
  choosing: {
    step: callback ? 'callback' : 'service',
    spoken: 'fi',
    themes: [],
    theme: null,
    services: [],
    chosen: {
      id: 'vero',
      name: names('Verohallinto'),
      languages: ['fi', 'sv'],
      availability: closed,
      description: names('Verot'),
      hours: names('Arkisin'),
      papers: names('Kirje'),
    },
    help: null,
    interpreter: null,
    meets: [],
    why: null,
    idle_left_s: null,
    callbacks: true,
    callback: callback && {
      step: 'windows',
      windows: null,
      window: null,
      language: 'fi',
      failed: false,
      ...callback,
    },
  },
  ...given,
})

describe('a telephone number', () => {
  const typedKeys = (keys: string): string => Array.from(keys).reduce(typed, '')

  it('is digits with a plus before them, and not too many', () => {
    expect(typedKeys('04-0 7x6+')).toBe('04076')
    expect(typedKeys('++35840')).toBe('+35840')
    expect(typedKeys('+12345678901234567')).toBe('+123456789012345')
    expect(['04076', '+35840765', '040765', '+358407654'].map(isComplete)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it.each([
    ['', ''],
    ['04', '04'],
    ['0407', '0407'],
    ['0407654321', '040 765 4321'],
    ['026211100', '026 211 100'],
    ['+358', '+358'],
    ['+358407654321', '+358 40 765 4321'],
    ['+46701234567', '+467 012 345 67'],
  ])('%s is written as %s', (number, written) => {
    expect(grouped(number)).toBe(written)
  })

  it('is one that the protocol takes, grouped', () => {
    const taken = /^\+?[0-9][0-9 ()-]{3,28}[0-9]$/
    expect(['040765', '+358407654321', '+123456789012345'].map(grouped)).toSatisfy(
      (all: string[]) => all.every((each) => taken.test(each)),
    )
  })
})

describe('a resident whom nobody serves now', () => {
  let sent: FromBooth[]
  let show: (state: BoothState) => void

  beforeEach(() => {
    HTMLDialogElement.prototype.showModal = function showModal() {
      this.open = true
    }
    sent = []
    const link = fakeLink(sent)
    const { rerender } = render(<div />)
    show = (state) =>
      rerender(
        <LocaleProvider catalogs={catalogs} language={state.language as Language}>
          <TerminalContext value={link}>
            <BoothPage state={state} />
          </TerminalContext>
        </LocaleProvider>,
      )
  })

  const touch = (name: string | RegExp): Promise<void> =>
    userEvent.click(screen.getByRole('button', { name }))
  const typedNumber = (): string => screen.getByLabelText('Kirjoittamasi numero').textContent
  const heading = (): HTMLElement => screen.getByRole('heading', { level: 1 })
  const number = at({ step: 'number', window: slot() })
  const check = at({ step: 'check', window: slot() })

  it('may ask to be called back, where callbacks are taken', async () => {
    show(at(null))
    await touch('Jätä soittopyyntö')
    expect(sent).toEqual([{ type: 'booth.callback' }])
    const state = at(null)
    show({ ...state, choosing: state.choosing && { ...state.choosing, callbacks: false } })
    expect(screen.queryByRole('button', { name: 'Jätä soittopyyntö' })).toBeNull()
  })

  it('chooses a time in the words of a calendar', async () => {
    const windows = [slot({ opens_in_s: 0, date: '2026-11-22' }), slot({ in_days: 1, date: '2026-11-23' }), slot()]
    show(at({ windows }))
    expect(document.activeElement).toBe(heading())
    expect(screen.getAllByRole('listitem').map((each) => each.textContent)).toEqual([
      'tänään ennen klo 11.00',
      'huomenna klo 9.00–11.00',
      'tiistaina 24.11. klo 9.00–11.00',
    ])
    await touch(/tiistaina/)
    expect(sent).toEqual([{ type: 'booth.window', window: 2 }])
  })

  it('is told when no times can be had', async () => {
    show(at({ windows: [] }))
    expect(screen.getByText(/ei ole aukioloaikoja/)).toBeTruthy()
    show(at({ failed: true }))
    await touch('Yritä uudelleen')
    expect(sent).toEqual([{ type: 'booth.callback' }])
  })

  it('types a number by touch, and it is told to nobody yet', async () => {
    show(number)
    for (const key of ['plus', '3', '5', '8', '4', '0', '7', '7', 'Pyyhi']) await touch(key)
    expect(typedNumber()).toBe('+358 40 7')
    await touch('Jatka')
    // That somebody is there is told now and then.
    expect(sent.filter(({ type }) => type !== 'booth.touched')).toEqual([])
    expect(screen.getByText('Numero on liian lyhyt. Kirjoita se kokonaan.', { exact: true })).toBeTruthy()
    for (const key of '654321') await touch(key)
    expect(screen.queryByText(/liian lyhyt/)).toBeNull()
    await touch('Jatka')
    expect(sent).toEqual([{ type: 'booth.number' }])
  })

  it('types it by keyboard, wherever the focus is, and not behind a question', async () => {
    show(number)
    await userEvent.keyboard('0407a65432{Backspace}21')
    expect(typedNumber()).toBe('040 765 4321')
    await userEvent.keyboard('{Enter}')
    expect(sent).toEqual([{ type: 'booth.number' }])
    show({ ...number, choosing: number.choosing && { ...number.choosing, idle_left_s: 9 } })
    within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Jatka' }).focus()
    await userEvent.keyboard('7')
    expect(typedNumber()).toBe('040 765 4321')
  })

  it('checks it in one sentence that is read out, corrects it, and sends it', async () => {
    show(number)
    await userEvent.keyboard('0407654321')
    show(check)
    expect(document.activeElement).toBe(heading())
    expect(heading().textContent).toBe(
      'Soitamme sinulle tiistaina 24.11. klo 9.00–11.00 numeroon 040 765 4321',
    )
    expect(sent).toEqual([])
    await touch('Korjaa numeroa')
    show(number)
    expect(typedNumber()).toBe('040 765 4321')
    await touch('Pyyhi')
    await touch('2')
    show(check)
    await touch('Lähetä')
    expect(sent).toEqual([
      { type: 'booth.back' },
      { type: 'booth.leave', phone: '040 765 4322' },
    ])
    show(at({ step: 'sending', window: slot() }))
    await touch('Lähetä')
    expect(sent).toHaveLength(2)
    show(at({ step: 'check', window: slot(), failed: true }))
    expect(screen.getByText(/ei saatu lähetettyä/)).toBeTruthy()
    expect(heading().textContent).toContain('040 765 4322')
  })

  it('is told that it is left, and the number is gone from the page', async () => {
    show(number)
    await userEvent.keyboard('0407654321')
    show(check)
    show(at({ step: 'left', window: slot() }))
    expect(document.activeElement).toBe(heading())
    expect(screen.getByText(/Soitamme sinulle tiistaina 24.11./)).toBeTruthy()
    expect(document.documentElement.outerHTML).not.toContain('4321')
    expect(screen.queryByRole('button', { name: 'Takaisin' })).toBeNull()
    show(number)
    expect(typedNumber()).toBe('')
  })

  it('types anew what went with the visit or the page', async () => {
    show(number)
    await userEvent.keyboard('0407654321')
    show(at(null, { screen: 'start', choosing: null }))
    show(number)
    expect(typedNumber()).toBe('')
    show(at(null))
    show(check)
    expect(sent).toEqual([{ type: 'booth.back' }])
  })
})
