import { act, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, expect, it, vi } from 'vitest'
import { StatementButton } from '@/features/booth/statement/StatementButton'
import { StatementPage } from '@/features/statement/components/StatementPage'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import { catalogs } from '@/locales/booth'
import { staff } from '@/locales/staff/all'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const atBooth = (feedback: string): void => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(feedback)))
  render(
    <LocaleProvider catalogs={catalogs} language="sv">
      <StatementButton />
    </LocaleProvider>,
  )
}

it('is opened and closed at the booth by keys alone, with the address that was set up', async () => {
  atBooth('respons@bjorneborg.example')
  await userEvent.tab()
  await userEvent.keyboard('{Enter}')
  const panel = screen.getByRole('dialog', { name: 'Tillgänglighetsutlåtande' })
  expect(await screen.findByText('respons@bjorneborg.example')).toBeTruthy()
  expect(document.activeElement?.textContent).toBe('Tillgänglighetsutlåtande')
  const found = await axe.run(panel, { rules: { 'color-contrast': { enabled: false } } })
  expect(found.violations).toEqual([])
  await userEvent.click(screen.getByRole('button', { name: 'English' }))
  expect(screen.getByRole('dialog', { name: 'Accessibility statement' }).lang).toBe('en')
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('button'))
})

it('names whom to tell where no address was set up, and closes when nobody is there', async () => {
  vi.useFakeTimers()
  atBooth('')
  act(() => screen.getByRole('button').click())
  await act(() => vi.advanceTimersByTimeAsync(60_000))
  expect(screen.getByText('Du kan ge respons till kundtjänsten.')).toBeTruthy()
  act(() => void document.dispatchEvent(new Event('scroll')))
  await act(() => vi.advanceTimersByTimeAsync(60_000))
  expect(screen.getByRole('dialog')).toBeTruthy()
  await act(() => vi.advanceTimersByTimeAsync(31_000))
  expect(screen.queryByRole('dialog')).toBeNull()
})

it('is a page of its own, with the address of the server’s settings', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ feedback: 'palaute@pori.example' })))
  render(
    <LocaleProvider catalogs={staff} language="fi">
      <StatementPage />
    </LocaleProvider>,
  )
  expect(await screen.findByText('palaute@pori.example')).toBeTruthy()
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Saavutettavuusseloste')
  expect(document.title).toBe('Etäluukku: Saavutettavuusseloste')
})
