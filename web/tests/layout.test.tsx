/** The expert's page in a conversation: arrangement, own window, light, who is here, phrases. */
import { act, fireEvent, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, expect, it, vi } from 'vitest'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { languageFor, PHRASES } from '@/features/phrases/phrases'
import { catalogs } from '@/locales/expert'
import { phrases } from '@/locales/phrases'
import { FakeChannel } from './support/media'
import { room, welcome } from './support/told'
import { showPage } from './support/workspace'

afterEach(() => vi.restoreAllMocks())

function begin(told = room()): ReturnType<typeof showPage> & { terminal: FakeChannel } {
  const shown = showPage(<ExpertPage />, catalogs)
  shown.tell(welcome(), told)
  const terminal = new FakeChannel('rtt', 't140')
  act(() => {
    shown.rtt.allow('p_terminal', { write: true, read: true })
    shown.rtt.attach('p_terminal', terminal as unknown as RTCDataChannel)
    terminal.opens()
  })
  return { ...shown, terminal }
}

const press = (name: string | RegExp): Promise<void> =>
  userEvent.click(screen.getByRole('button', { name }))
const layout = (): string | undefined =>
  screen.getByRole('region', { name: 'Keskustelu' }).dataset['layout']
const isPressed = (name: string): string | null =>
  screen.getByRole('button', { name }).getAttribute('aria-pressed')

/** A window as the browser would open it: a document of our own origin. */
function fakeWindow(): { opened: Window; close: ReturnType<typeof vi.fn> } {
  const frame = document.body.appendChild(document.createElement('iframe'))
  const opened = frame.contentWindow as Window
  const close = vi.fn()
  Object.assign(opened, { close, focus: vi.fn() })
  vi.spyOn(window, 'open').mockReturnValue(opened)
  return { opened, close }
}

it('remembers the arrangement for this person on this device', async () => {
  begin()
  expect(layout()).toBe('document')
  await press('Asiakas suurena')
  expect(layout()).toBe('face')
  expect(isPressed('Asiakas suurena')).toBe('true')
  expect(isPressed('Asiakirja suurena')).toBe('false')
  expect(localStorage.getItem('etaluukku.arrangement.aino')).toBe('face')
})

it('begins as this person left it, and not as somebody else did', () => {
  localStorage.setItem('etaluukku.arrangement.aino', 'even')
  localStorage.setItem('etaluukku.arrangement.bjorn', 'face')
  begin()
  expect(layout()).toBe('even')
})

it('takes what is stored for no arrangement when it is none', () => {
  localStorage.setItem('etaluukku.arrangement.aino', 'upside-down')
  begin()
  expect(layout()).toBe('document')
})

it('moves the document into a window of its own, and back', async () => {
  const { opened, close } = fakeWindow()
  const { tell } = begin()
  await press('Asiakirja omaan ikkunaan')
  expect(layout()).toBe('window')
  const there = within(opened.document.body)
  expect(there.getByLabelText('Asiakirja')).toBeTruthy()
  expect(screen.queryByTestId('video-document')).toBeNull()
  expect(opened.document.title).toBe('Asiakirja, Porina')
  expect(opened.document.documentElement.lang).toBe('fi')
  // A consultation takes the paper away, there too; the window stays for when it comes back.
  tell(room({ revision: 2, mode: 'consultation', grants: [] }))
  expect(there.queryByLabelText('Asiakirja')).toBeNull()
  expect(there.getByText(/tauolla neuvottelun ajan/)).toBeTruthy()
  tell(room({ revision: 3 }))
  await press('Palauta asiakirja tähän')
  expect(close).toHaveBeenCalled()
  expect(screen.getByTestId('video-document')).toBeTruthy()
  expect(layout()).toBe('document')
})

it('comes back when the window is closed, and closes it with the conversation', async () => {
  const { opened, close } = fakeWindow()
  const { tell } = begin()
  await press('Asiakirja omaan ikkunaan')
  act(() => void opened.dispatchEvent(new Event('pagehide')))
  expect(screen.getByTestId('video-document')).toBeTruthy()
  await press('Asiakirja omaan ikkunaan')
  close.mockClear()
  tell(room({ revision: 2, state: 'ended', reason: 'ended_by_staff' }))
  expect(close).toHaveBeenCalled()
})

it('says so when the browser opens no window', async () => {
  vi.spyOn(window, 'open').mockReturnValue(null)
  begin()
  await press('Asiakirja omaan ikkunaan')
  expect(screen.getByText(/Salli ponnahdusikkunat/).getAttribute('role')).toBe('status')
  expect(screen.getByTestId('video-document')).toBeTruthy()
})

it('makes the document brighter by key and slider, and leaves it as it came by N', async () => {
  begin()
  const paper = screen.getByTestId('video-document').closest('figure') as HTMLElement
  const filter = (): string => paper.style.getPropertyValue('--document-light')
  expect(filter()).toBe('none')
  await press('Kirkkaus')
  await userEvent.keyboard('..:')
  expect(filter()).toBe('brightness(1.2) contrast(1.1)')
  const note = 'Kirkkaus 120 %, kontrasti 110 %. Muut näkevät kuvan ennallaan.'
  expect(screen.getByText(note).getAttribute('role')).toBe('status')
  const slider = screen.getByRole<HTMLInputElement>('slider', { name: 'Kontrasti' })
  fireEvent.change(slider, { target: { value: '1.5' } })
  expect(filter()).toBe('brightness(1.2) contrast(1.5)')
  await press('Palauta ennalleen')
  expect(filter()).toBe('none')
})

it('says in words who hears and sees whom, and has a way there', async () => {
  begin()
  await press('Mukana 2')
  const heading = screen.getByRole('heading', { name: 'Mukana keskustelussa' })
  expect(document.activeElement).toBe(heading)
  const list = within(heading.closest('section') as HTMLElement)
  expect(list.getByText('Kuulee sinut. Näkee sinut.')).toBeTruthy()
  expect(list.getByText('Kuulet asiakkaan. Näet asiakkaan ja asiakirjan.')).toBeTruthy()
})

it('shows the resident a phrase in their language, between what one is writing', async () => {
  const { terminal, clock } = begin(room({ language: 'sv' }))
  await press('Kirjoita')
  await userEvent.type(screen.getByRole('textbox', { name: 'Kirjoita tähän' }), 'He')
  await press('Valmiit lauseet')
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Svenska' }).checked).toBe(true)
  await press('Hetki, luen papereita.')
  act(() => clock.pass(1000))
  const line = 'Ett ögonblick, jag läser papperen.'
  expect(terminal.sent.join('')).toBe(`He\u0008\u0008${line}\u2028He`)
  expect(screen.getByText('Asiakkaan näytöllä:').textContent).toContain(line)
  await userEvent.type(screen.getByRole('textbox', { name: 'Kirjoita tähän' }), 'i')
  act(() => clock.pass(1000))
  expect(terminal.sent.join('').endsWith(`${line}\u2028Hei`)).toBe(true)
})

it('keeps phrases back while the resident does not read', async () => {
  const { terminal, rtt, clock } = begin()
  await press('Valmiit lauseet')
  act(() => rtt.allow('p_terminal', { write: false, read: false }))
  expect(screen.getByText('Asiakas ei juuri nyt näe lauseita.')).toBeTruthy()
  await press('Hetki, luen papereita.')
  act(() => clock.pass(1000))
  expect(terminal.sent.join('')).toBe('')
})

it('gives the focus back when the phrases close', async () => {
  begin()
  await press('Valmiit lauseet')
  expect(document.activeElement?.textContent).toBe('Valmiit lauseet')
  await userEvent.keyboard('{Escape}')
  const button = screen.getByRole('button', { name: 'Valmiit lauseet' })
  expect(document.activeElement).toBe(button)
  expect(button.getAttribute('aria-expanded')).toBe('false')
})

it.each([
  ['fi', 'fi'],
  ['sv-FI', 'sv'],
  ['en', 'en'],
  ['fss', 'sv'],
  ['fse', 'fi'],
  ['ar', 'en'],
  [null, 'fi'],
])('shows phrases to whoever asked for %s in %s', (asked, language) => {
  expect(languageFor(asked)).toBe(language)
})

it.each(Object.entries(phrases))('has every phrase in %s', (_language, texts) => {
  expect(Object.keys(texts)).toEqual(PHRASES.map((each) => `phrase.${each}`))
  expect(new Set(Object.values(texts)).size).toBe(PHRASES.length)
})

it('has no fault that axe finds', async () => {
  begin()
  await press('Valmiit lauseet')
  await press('Kirkkaus')
  const stage = screen.getByRole('region', { name: 'Keskustelu' })
  const { violations } = await axe.run(stage, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
})
