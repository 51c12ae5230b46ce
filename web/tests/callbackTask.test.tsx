/** A callback rings and is done at the expert's page, and the same at a serving clerk's. */
import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import { ClerkPage } from '@/features/clerk/components/ClerkPage'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import type { Language } from '@/i18n/languages'
import type { Messages } from '@/i18n/translate'
import { catalogs as clerk } from '@/locales/clerk'
import { catalogs as expert } from '@/locales/expert'
import type { CallbackTold } from '@/protocol/server'
import { member, reservation, room, welcome } from './support/told'
import { showPage } from './support/workspace'

const names = (fi: string): { fi: string; sv: string; en: string } => ({ fi, sv: fi, en: fi })
const taken: CallbackTold = {
  type: 'callback.state',
  callback: 'cb_1',
  state: 'taken',
  service: 'vero',
  service_name: names('Verohallinto'),
  language: 'fi',
  place_name: null,
  window: {
    opens_in_s: 0,
    closes_in_s: 3600,
    in_days: 0,
    date: '2026-11-24',
    opens: '09:00',
    last_date: '2026-11-24',
    closes: '11:00',
  },
  attempt: 1,
  contact: { name: 'Venla Virta', phone: '+358401234567', email: null },
  unreadable: false,
}
const pages: [string, ReactElement, Record<Language, Messages>][] = [
  ['the expert', <ExpertPage key="expert" />, expert],
  ['a clerk who serves', <ClerkPage key="clerk" />, clerk],
]

describe.each(pages)('%s', (_, page, catalogs) => {
  it('sees that somebody is to be reached, and how only after taking it', async () => {
    const { said, tell } = showPage(page, catalogs)
    tell(welcome())
    tell(reservation({ kind: 'callback', terminal: null, terminal_name: null, place_name: null }))
    expect(screen.getByRole('alertdialog').textContent).toContain('Soittopyyntö')
    expect(screen.queryByText(/040|358/)).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Ota hoitaaksesi' }))
    expect(said.at(-1)).toEqual({ type: 'reservation.accept', reservation: 'res_1' })
  })

  it('is told whom to reach, and says how it went', async () => {
    const { said, tell } = showPage(page, catalogs)
    tell(welcome())
    const alone = { terminal: null, terminal_name: null, place_name: null, links: [], grants: [] }
    tell(room({ kind: 'callback', ...alone, members: [member()] }), taken)
    expect(screen.getByText('Venla Virta')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Tavoitin' }))
    expect(said.at(-1)).toEqual({ type: 'callback.finish', callback: 'cb_1', outcome: 'reached' })
  })
})
