import { fireEvent, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Ended } from '@/features/booth/components/Ended'
import { TerminalContext } from '@/features/booth/context'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import { catalogs } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'
import type { FromBooth } from '@/protocol/booth-to-terminal'
import { boothState } from './support/booth'
import { fakeLink } from './support/terminalLink'

describe('the question after a visit', () => {
  let sent: FromBooth[]
  let show: (feedback: BoothState['feedback']) => void

  beforeEach(() => {
    sent = []
    const link = fakeLink(sent)
    const { rerender } = render(<div />)
    show = (feedback) =>
      rerender(
        <LocaleProvider catalogs={catalogs} language="fi">
          <TerminalContext value={link}>
            <Ended state={boothState({ screen: 'ended', reason: 'ended_by_resident', feedback })} />
          </TerminalContext>
        </LocaleProvider>,
      )
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  it('is answered by one touch, and thanked for', async () => {
    show('asked')
    expect(screen.getByRole('heading', { name: 'Miten asiointi sujui?' })).toBeTruthy()
    expect(screen.getAllByRole('button').map((each) => each.textContent)).toEqual([
      'Erittäin huonosti',
      'Huonosti',
      'Siltä väliltä',
      'Hyvin',
      'Erittäin hyvin',
    ])
    await userEvent.click(screen.getByRole('button', { name: 'Hyvin' }))
    expect(sent).toEqual([{ type: 'booth.rate', rating: 4 }])
    show('given')
    expect(screen.queryByRole('button')).toBeNull()
    expect(document.activeElement?.textContent).toBe('Kiitos palautteesta.')
  })

  it('is not put away by the touch that answers it, nor soon after', () => {
    vi.useFakeTimers()
    show('asked')
    vi.advanceTimersByTime(15_000)
    fireEvent.pointerDown(screen.getByRole('button', { name: 'Huonosti' }))
    expect(sent).toEqual([])
    show('given')
    vi.advanceTimersByTime(15_000)
    expect(sent).toEqual([])
    fireEvent.pointerDown(document.body)
    expect(sent).toEqual([{ type: 'booth.dismiss' }])
  })

  it('is not there when there is nothing to ask', () => {
    show(null)
    expect(screen.queryByRole('button')).toBeNull()
  })
})
