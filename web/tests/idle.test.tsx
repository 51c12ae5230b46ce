import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TerminalContext } from '@/features/booth/context'
import { asDay, following, idleAfter, nextChange, NOTICE_MS } from '@/features/booth/idle/idle'
import { IdleScreen } from '@/features/booth/idle/IdleScreen'
import type { TerminalLink } from '@/features/booth/terminalLink'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import { createStore } from '@/lib/store'
import { catalogs } from '@/locales/booth'
import type { BoothIdle, NoticeShown } from '@/protocol/booth-to-page'

const notice = (title: string): NoticeShown => ({ title, source: 'Pori', date: '2026-11-20' })
const NOTICES = [notice('Kirjasto on auki'), notice('Uimahalli on kiinni')]
const told = (given: Partial<BoothIdle> = {}): BoothIdle => ({
  type: 'booth.idle',
  notices: NOTICES,
  notices_after_s: 60,
  dim_after_s: 600,
  ...given,
})

describe('what an untouched start shows', () => {
  it.each([
    [0, told(), 'awake'],
    [59_999, told(), 'awake'],
    [60_000, told(), 'notices'],
    [599_999, told(), 'notices'],
    [600_000, told(), 'dimmed'],
    [600_000, told({ dim_after_s: null }), 'notices'],
    [60_000, told({ notices: [] }), 'awake'],
    [600_000, told({ notices: [] }), 'dimmed'],
    // Dimmed first: then notices are not seen.
    [60_000, told({ dim_after_s: 30 }), 'dimmed'],
    [9e9, null, 'awake'],
  ] as const)('after %i ms of %o is %s', (ms, idle, stage) => {
    expect(idleAfter(ms, idle)).toBe(stage)
  })

  it.each([
    [0, told(), 60_000],
    [60_000, told(), 600_000],
    [600_000, told(), null],
    [0, told({ notices: [] }), 600_000],
    [0, told({ notices: [], dim_after_s: null }), null],
    [0, null, null],
  ] as const)('changes next, after %i ms of %o, at %s', (ms, idle, next) => {
    expect(nextChange(ms, idle)).toBe(next)
  })

  it('turns from one to the next, and begins again', () => {
    expect([following(0, 2), following(1, 2), following(7, 3), following(3, 0)]).toEqual([1, 0, 2, 0])
  })

  it('writes days as people do', () => {
    expect(asDay('2026-11-20', 'fi')).toBe('20. marraskuuta 2026')
    expect(asDay('20.11.', 'fi')).toBe('20.11.')
  })
})

describe('the idle screen', () => {
  const idle = createStore<BoothIdle | null>(null)
  const link = { idle } as unknown as TerminalLink
  let chosen: string[]

  const booth = (free = true) => (
    <LocaleProvider catalogs={catalogs} language="fi">
      <TerminalContext value={link}>
        <IdleScreen free={free}>
          <button onClick={() => chosen.push('Suomi')}>Suomi</button>
        </IdleScreen>
      </TerminalContext>
    </LocaleProvider>
  )
  const passes = (ms: number): void => act(() => void vi.advanceTimersByTime(ms))
  const stage = (): string | null => document.querySelector('[data-idle]')?.getAttribute('data-idle') ?? null
  const start = (): HTMLElement => screen.getByText('Suomi')
  /** All that a browser gives for one tap; the mouse's part comes last, at what lies there then. */
  const tap = (at: () => Element): void => {
    fireEvent.pointerDown(at(), { isPrimary: true })
    fireEvent.touchStart(at())
    fireEvent.pointerUp(at(), { isPrimary: true })
    fireEvent.touchEnd(at())
    fireEvent.mouseDown(at())
    fireEvent.mouseUp(at())
    fireEvent.click(at())
  }

  beforeEach(() => {
    vi.useFakeTimers()
    chosen = []
    idle.set(told())
  })
  afterEach(() => vi.useRealTimers())

  it('shows notices, then is dark, and the touch that wakes it chooses nothing', () => {
    render(booth())
    start().focus()
    expect(stage()).toBeNull()
    passes(60_001)
    expect(stage()).toBe('notices')
    expect(screen.getByText('Kirjasto on auki')).toBeDefined()
    expect(screen.getByText('20. marraskuuta 2026')).toBeDefined()
    passes(540_000)
    expect(stage()).toBe('dimmed')
    tap(start)
    expect([stage(), chosen]).toEqual([null, []])
    expect(document.activeElement).toBe(start())
    tap(start)
    expect(chosen).toEqual(['Suomi'])
    passes(60_001)
    expect(stage()).toBe('notices')
  })

  it('is woken by a key, which does nothing else either', () => {
    render(booth())
    passes(60_001)
    expect(fireEvent.keyDown(document.body, { key: 'Enter' })).toBe(false)
    expect(fireEvent.keyDown(start(), { key: 'Enter', repeat: true })).toBe(false)
    expect(fireEvent.keyUp(start(), { key: 'Enter' })).toBe(false)
    expect(stage()).toBeNull()
    expect(fireEvent.keyDown(start(), { key: 'Enter' })).toBe(true)
  })

  it('lets the key of reading aloud through', () => {
    render(booth())
    passes(600_001)
    expect(fireEvent.keyDown(document.body, { key: 'F2' })).toBe(true)
    expect(stage()).toBeNull()
  })

  it('is woken by a click alone, as screen readers give it', () => {
    render(booth())
    passes(600_001)
    fireEvent.click(screen.getByText('Kosketa näyttöä'))
    expect(stage()).toBeNull()
  })

  it('takes a second finger for the same touch', () => {
    render(booth())
    passes(600_001)
    fireEvent.pointerDown(document.body, { isPrimary: true })
    fireEvent.pointerDown(start(), { isPrimary: false })
    fireEvent.click(start())
    expect(chosen).toEqual([])
  })

  it('turns the notices slowly, and stands still on request', () => {
    render(booth())
    passes(60_001)
    passes(NOTICE_MS)
    expect(screen.getByText('Uimahalli on kiinni')).toBeDefined()
    tap(() => screen.getByRole('button', { name: 'Pysäytä' }))
    expect(stage()).toBe('notices')
    passes(3 * NOTICE_MS)
    expect(screen.getByText('Uimahalli on kiinni')).toBeDefined()
    expect(fireEvent.keyDown(document.body, { key: 'Tab' })).toBe(true)
    tap(() => screen.getByRole('button', { name: 'Jatka' }))
    passes(NOTICE_MS)
    expect(screen.getByText('Kirjasto on auki')).toBeDefined()
    expect(document.querySelector('[aria-live], [role=status], [role=alert]')).toBeNull()
  })

  it('goes on sleeping when the feed is read anew, and on with what there is', () => {
    render(booth())
    passes(60_001 + NOTICE_MS)
    act(() => idle.set(told({ notices: [notice('Uusi')] })))
    expect(stage()).toBe('notices')
    expect(screen.getByText('Uusi')).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Pysäytä' })).toBeNull()
    act(() => idle.set(told({ notices: [] })))
    expect(stage()).toBeNull()
  })

  it('shows mark-up as text', () => {
    idle.set(told({ notices: [notice('<img src=x onerror=alert(1)> & <b>Pori</b>')] }))
    render(booth())
    passes(60_001)
    expect(screen.getByText('<img src=x onerror=alert(1)> & <b>Pori</b>')).toBeDefined()
    expect(document.querySelector('img, b')).toBeNull()
  })

  it('never sleeps while somebody is served, and wakes when a visit begins', () => {
    const { rerender } = render(booth(false))
    passes(700_000)
    expect(stage()).toBeNull()
    rerender(booth(true))
    passes(600_001)
    expect(stage()).toBe('dimmed')
    rerender(booth(false))
    expect(stage()).toBeNull()
    tap(start)
    expect(chosen).toEqual(['Suomi'])
  })
})
