import { act, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { expect, it } from 'vitest'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { catalogs } from '@/locales/expert'
import { FakeChannel } from './support/media'
import { room, welcome } from './support/told'
import { showPage } from './support/workspace'

/** An expert in a conversation, whose text the terminal gets. */
function inConversation(): ReturnType<typeof showPage> & { terminal: FakeChannel } {
  const shown = showPage(<ExpertPage />, catalogs)
  shown.tell(welcome(), room())
  const terminal = new FakeChannel('rtt', 't140')
  act(() => {
    shown.rtt.allow('p_terminal', { write: true, read: true })
    shown.rtt.attach('p_terminal', terminal as unknown as RTCDataChannel)
    terminal.opens()
  })
  return { ...shown, terminal }
}

const writes = (terminal: FakeChannel, data: string): void =>
  act(() => terminal.onmessage?.({ data }))
const panel = (): HTMLElement => screen.getByRole('region', { name: 'Tekstikeskustelu' })
const log = (): HTMLElement => within(panel()).getByRole('log')

it('sends each letter, and a finished line is in the log', async () => {
  const { terminal, clock } = inConversation()
  await userEvent.click(screen.getByRole('button', { name: 'Kirjoita' }))
  const input = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Kirjoita tähän' })
  expect(document.activeElement).toBe(input)
  expect(screen.getByText('Tekstisi näkee: Asiakas')).toBeTruthy()
  await userEvent.type(input, 'Hei!{Backspace}{Enter}')
  act(() => clock.pass(1000))
  expect(terminal.sent.join('')).toBe('Hei!\u0008\u2028')
  expect(terminal.sent[0]).toBe('H')
  expect(input.value).toBe('')
  expect(log().textContent).toBe('Sinä: Hei')
  expect(log().querySelector('[data-from="me"]')).toBeTruthy()
})

it('opens by itself when somebody writes, letter by letter', () => {
  const { terminal } = inConversation()
  expect(screen.queryByRole('region', { name: 'Tekstikeskustelu' })).toBeNull()
  writes(terminal, 'Mitä m')
  expect(panel().textContent).toContain('Mitä m')
  expect(within(panel()).getByText('Asiakas kirjoittaa.')).toBeTruthy()
  expect(log().textContent).toBe('')
  writes(terminal, '\u0008tämä on\u2028')
  expect(log().textContent).toBe('Asiakas: Mitä tämä on')
  expect(log().querySelector('[data-from="other"]')).toBeTruthy()
})

it('stays closed once closed, until something new is written', async () => {
  const { terminal } = inConversation()
  writes(terminal, 'Hei')
  await userEvent.click(screen.getByRole('button', { name: 'Sulje teksti' }))
  writes(terminal, ' vaan')
  expect(screen.queryByRole('region', { name: 'Tekstikeskustelu' })).toBeNull()
  writes(terminal, '\u2028Oletko siellä')
  expect(panel().textContent).toContain('Oletko siellä')
})

it('shows only finished lines where that is wanted', async () => {
  const { terminal } = inConversation()
  writes(terminal, 'Hei')
  await userEvent.click(screen.getByRole('checkbox', { name: /vasta, kun rivi on valmis/ }))
  expect(panel().textContent).not.toContain('Hei')
  expect(within(panel()).getAllByText('Asiakas kirjoittaa.')).not.toHaveLength(0)
  writes(terminal, '\u2028')
  expect(log().textContent).toBe('Asiakas: Hei')
})

it('says where text may be missing, and when nobody reads', () => {
  const { terminal } = inConversation()
  writes(terminal, 'He\uFFFDi\u2028')
  expect(log().textContent).toContain('[tekstiä saattaa puuttua]')
  act(() => terminal.close())
  expect(screen.getByText('Kukaan ei juuri nyt näe, mitä kirjoitat.')).toBeTruthy()
})

it('has no fault that axe finds', async () => {
  const { terminal } = inConversation()
  writes(terminal, 'Valmis\u2028kesken')
  const { violations } = await axe.run(panel(), { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
})
