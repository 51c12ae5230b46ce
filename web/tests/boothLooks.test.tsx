import { render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { BoothPage } from '@/features/booth/components/BoothPage'
import { TerminalContext } from '@/features/booth/context'
import { Pictures } from '@/features/booth/pictures'
import type { TerminalLink } from '@/features/booth/terminalLink'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import { createStore } from '@/lib/store'
import { catalogs } from '@/locales/booth'
import type { BoothPointer, BoothPrint, BoothState, BoothStroke } from '@/protocol/booth-to-page'
import type { FromBooth } from '@/protocol/booth-to-terminal'
import { boothState, counterpart, usualLooks } from './support/booth'
import { fakeLink } from './support/terminalLink'

describe('how the booth screen looks', () => {
  let sent: FromBooth[]
  let show: (state: BoothState) => void

  beforeEach(() => {
    sent = []
    const link = Object.assign(fakeLink(sent), {
      pictures: new Pictures(() => undefined),
      pointers: createStore<readonly BoothPointer[]>([]),
      strokes: createStore<readonly BoothStroke[]>([]),
      print: createStore<BoothPrint['shown']>(null),
    } satisfies Partial<TerminalLink>)
    const { rerender } = render(<div />)
    show = (state) =>
      rerender(
        <LocaleProvider catalogs={catalogs} language="fi">
          <TerminalContext value={link}>
            <BoothPage state={state} />
          </TerminalContext>
        </LocaleProvider>,
      )
  })

  const touch = (name: string): Promise<void> =>
    userEvent.click(screen.getByRole('button', { name }))

  it.each(['start', 'connecting', 'conversation', 'ended'] as const)(
    'is changed on every screen by the same button: %s',
    async (name) => {
      show(boothState({ screen: name }))
      await touch('Tekstin koko ja kontrasti')
      expect(document.activeElement).toBe(
        screen.getByRole('heading', { name: 'Tekstin koko ja kontrasti' }),
      )
      await touch('Suurempi')
      await touch('Suuri kontrasti')
      expect(sent).toEqual([
        { type: 'booth.looks', size: 115, contrast: false, own_picture: true },
        { type: 'booth.looks', size: 100, contrast: true, own_picture: true },
      ])
    },
  )

  it('has voice only in the footer at the start beside a clerk, and nowhere else', () => {
    show(boothState({ screen: 'start' }))
    const [button, ...others] = screen.getAllByRole('button', { name: 'Vain ääni' })
    expect(button?.closest('footer')).toBeTruthy()
    expect(others).toEqual([])
  })

  it('ends at the largest and the smallest, and is closed by a key', async () => {
    show(boothState({ looks: { ...usualLooks, size: 130 } }))
    await touch('Tekstin koko ja kontrasti')
    await touch('Suurempi')
    await touch('Pienempi')
    expect(sent).toEqual([{ type: 'booth.looks', size: 115, contrast: false, own_picture: true }])
    await userEvent.keyboard('{Escape}')
    const button = screen.getByRole('button', { name: 'Tekstin koko ja kontrasti' })
    expect(document.activeElement).toBe(button)
    expect(screen.queryByRole('heading', { name: 'Tekstin koko ja kontrasti' })).toBeNull()
  })

  it('is of the whole page, and as usual again after the visit', () => {
    const root = document.documentElement
    show(boothState({ looks: { ...usualLooks, size: 130, contrast: true } }))
    expect([root.dataset.textSize, root.dataset.contrast]).toEqual(['130', 'high'])
    show(boothState({ screen: 'start' }))
    expect([root.dataset.textSize, root.dataset.contrast]).toEqual(['100', 'usual'])
  })

  it('shows the own picture small until it is put away, and says when nobody sees it', async () => {
    const people = [counterpart()]
    show(boothState({ counterparts: people }))
    expect(screen.getByRole('img', { name: 'Oma kuva' })).toBeTruthy()
    await touch('Piilota oma kuva')
    expect(sent).toEqual([{ type: 'booth.looks', size: 100, contrast: false, own_picture: false }])
    show(boothState({ counterparts: people, picture: 'withheld' }))
    expect(screen.getByText('Sinua ei nähdä')).toBeTruthy()
    expect(screen.queryByRole('img', { name: 'Oma kuva' })).toBeNull()
    show(boothState({ counterparts: people, looks: { ...usualLooks, own_picture: false } }))
    expect(screen.queryByRole('img', { name: 'Oma kuva' })).toBeNull()
    await touch('Tekstin koko ja kontrasti')
    await touch('Oma kuva')
    expect(sent.at(-1)).toEqual({
      type: 'booth.looks',
      size: 100,
      contrast: false,
      own_picture: true,
    })
  })
})
