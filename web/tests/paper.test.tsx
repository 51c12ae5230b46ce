/** What an expert sees and touches of the paper, the terminal played by the test. */
import { act, fireEvent, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { expect, it, vi } from 'vitest'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { catalogs } from '@/locales/expert'
import { FakeChannel } from './support/media'
import { cameraPart, stillPart, stillState, viewState } from './support/paper'
import { member, room, terminalMember, welcome } from './support/told'
import { showPage } from './support/workspace'

URL.revokeObjectURL = vi.fn()

function begin(told = room()) {
  const page = showPage(<ExpertPage />, catalogs)
  page.tell(welcome(), told)
  const channel = new FakeChannel('desk', 'etaluukku-desk-1')
  const asked = (): Record<string, unknown>[] =>
    channel.sent.map((each) => JSON.parse(each) as Record<string, unknown>)
  act(() => {
    page.desk.allow(true)
    page.desk.attach(channel as unknown as RTCDataChannel)
    channel.opens()
  })
  const says = (...frames: (object | ArrayBuffer)[]): void =>
    act(() => {
      for (const frame of frames) {
        channel.onmessage?.({ data: frame instanceof ArrayBuffer ? frame : JSON.stringify(frame) })
      }
    })
  const settle = (): Promise<void> => act(async () => Promise.resolve())
  return { ...page, channel, asked, says, settle }
}
const press = (name: string): Promise<void> =>
  userEvent.click(screen.getByRole('button', { name }))

it('turns the frames as the terminal says, and cuts them to the picture', () => {
  const { says } = begin()
  says(viewState({ display: 90, box: { x: 0, y: 0, width: 0.5, height: 1 } }))
  const video = screen.getByLabelText('Asiakirja')
  expect(video.style.transform).toBe('rotate(90deg)')
  expect(video.style.transformOrigin).toBe('25% 50%')
})

it('asks for the view by its buttons', async () => {
  const { says, asked } = begin()
  says(viewState())
  await press('Käännä')
  await press('Käännä')
  expect(asked().map((each) => each['turn'])).toEqual([90, 180])
  await press('Kameran kuva')
  expect(asked().at(-1)).toMatchObject({ flat: false, region: null, turn: 180 })
  expect(screen.getByRole('button', { name: 'Oikaistu sivu' })).toBeTruthy()
})

it('zooms by button and key, moves, and comes back to the whole page', async () => {
  const { says, asked } = begin()
  says(viewState())
  const farther = screen.getByRole('button', { name: 'Loitonna' })
  expect(farther.getAttribute('aria-disabled')).toBe('true')
  await press('Lähennä')
  const first = asked().at(-1)?.['region'] as { height: number }
  expect(first.height).toBeLessThan(0.7)
  await userEvent.keyboard('+')
  const region = asked().at(-1)?.['region'] as { y: number; height: number }
  expect(region.height).toBeLessThan(first.height * 0.7)
  expect(screen.getByRole('img', { name: /prosenttia sivusta/ })).toBeTruthy()
  await press('Siirry alaspäin')
  const lower = asked().at(-1)?.['region'] as { y: number }
  expect(lower.y).toBeGreaterThan(region.y)
  await userEvent.keyboard('{ArrowUp}')
  expect((asked().at(-1)?.['region'] as { y: number }).y).toBeCloseTo(region.y)
  await userEvent.keyboard('0')
  expect(asked().at(-1)?.['region']).toBeNull()
})

it('zooms into what is drawn with mouse, finger or pen; a slip draws nothing', () => {
  const { says, asked } = begin()
  HTMLElement.prototype.setPointerCapture = vi.fn()
  says(viewState())
  const paper = screen.getByTestId('paper-window')
  // jsdom lays nothing out: the area is one pixel.
  Object.defineProperty(paper, 'getBoundingClientRect', { value: () => ({ left: 0, top: 0 }) })
  const drag = (to: number): void => {
    fireEvent.pointerDown(paper, { pointerId: 1, button: 0, clientX: 0, clientY: 0 })
    fireEvent.pointerMove(paper, { pointerId: 1, clientX: to, clientY: to })
    fireEvent.pointerUp(paper, { pointerId: 1, clientX: to, clientY: to })
  }
  drag(3)
  expect(asked()).toEqual([])
})

it('says what makes small print readable, once it has been so for a moment', async () => {
  vi.useFakeTimers()
  const { says } = begin()
  says(viewState({ advice: 'closer' }))
  const words = /Pyydä siirtämään paperi lähemmäs/
  expect(screen.queryByText(words)).toBeNull()
  says(viewState({ advice: 'moving' }), viewState({ advice: 'closer' }))
  await act(() => vi.advanceTimersByTimeAsync(1500))
  expect(screen.getByText(words).getAttribute('role')).toBe('status')
  // It stays to be read, and is said once, however often the terminal changes its mind.
  says(viewState({ advice: 'fine' }))
  await act(() => vi.advanceTimersByTimeAsync(2000))
  says(viewState({ advice: 'closer' }))
  await act(() => vi.advanceTimersByTimeAsync(3000))
  expect(screen.getByText(words)).toBeTruthy()
  says(viewState({ advice: 'fine' }))
  await act(() => vi.advanceTimersByTimeAsync(4500))
  expect(screen.queryByText(words)).toBeNull()
  vi.useRealTimers()
})

it('tells whoever hears the page that somebody else changed the view', async () => {
  const { says } = begin()
  const words = 'Toinen osallistuja vaihtoi asiakirjan näkymää.'
  says(viewState())
  await press('Käännä')
  says(viewState({ turn: 90 }))
  expect(screen.queryByText(words)).toBeNull()
  says(viewState({ turn: 270 }))
  expect(screen.getByText(words)).toBeTruthy()
})

it('says that the line is narrow where the face stands still', () => {
  const { says } = begin()
  says({ type: 'picture.state', purpose: 'face', stage: 'still' })
  expect(screen.getByText(/kuva on pysähtynyt, ääni jatkuu/)).toBeTruthy()
  says({ type: 'picture.state', purpose: 'face', stage: 'live' })
  expect(screen.queryByText(/kuva on pysähtynyt/)).toBeNull()
})

it('takes a still, shows how it comes, and shows it', async () => {
  const { says, asked, settle } = begin()
  says(viewState())
  await press('Ota tarkka kuva')
  const still = String(asked().at(-1)?.['still'])
  // The same button, so that the focus is not lost.
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Peru tarkka kuva' }))
  says(stillState('waiting', { still }))
  expect(screen.getByText('Odotetaan, että paperi on paikallaan.')).toBeTruthy()
  says(stillPart({ still }), new ArrayBuffer(4))
  const bar = screen.getByRole('progressbar', { name: 'Tarkka kuva tulossa' })
  expect(bar.getAttribute('aria-valuenow')).toBe('50')
  says(new ArrayBuffer(4))
  await settle()
  expect(screen.getByRole('img', { name: /^Tarkka kuva 1/ }).getAttribute('src')).toBe(
    `blob:${still}-page`,
  )
  says(cameraPart({ still }), new ArrayBuffer(4), stillState('done', { still }))
  await settle()
  expect(screen.queryByRole('progressbar')).toBeNull()
  // The same tools are now of the still, which nobody else sees.
  const before = asked().length
  await press('Lähennä')
  await press('Käännä')
  await press('Kameran kuva')
  expect(screen.getByRole('img', { name: /^Tarkka kuva 1/ }).getAttribute('src')).toBe(
    `blob:${still}-camera`,
  )
  expect(asked()).toHaveLength(before)
  await press('Palaa videokuvaan')
  expect(screen.queryByTestId('still')).toBeNull()
  // That button is gone: who works by keys goes on from the heading, and the keys still work.
  expect(document.activeElement?.textContent).toBe('Asiakirja')
  await userEvent.keyboard('+')
  expect(asked().at(-1)?.['region']).not.toBeNull()
  await userEvent.keyboard('0')
  const list = screen.getByRole('heading', { name: 'Tarkat kuvat' }).parentElement
  await userEvent.click(within(list ?? document.body).getByRole('button'))
  expect(screen.getByTestId('still')).toBeTruthy()
})

it('cancels a still, and takes one away', async () => {
  const { says, asked, settle } = begin()
  says(viewState())
  await press('Ota tarkka kuva')
  await press('Peru tarkka kuva')
  expect(asked().map((each) => each['type'])).toEqual(['still.get', 'still.cancel'])
  await press('Ota tarkka kuva')
  const still = String(asked().at(-1)?.['still'])
  says(cameraPart({ still }), new ArrayBuffer(4), stillState('done', { still }))
  await settle()
  await press('Poista kuva')
  expect(screen.getByTestId('still')).toBeTruthy()
  // A double click is one press.
  const later = performance.now() + 400
  const clock = vi.spyOn(performance, 'now').mockReturnValue(later)
  await press('Poista heti')
  clock.mockRestore()
  expect(screen.queryByTestId('still')).toBeNull()
  expect(screen.queryByRole('heading', { name: 'Tarkat kuvat' })).toBeNull()
})

async function takes({ says, asked, settle }: ReturnType<typeof begin>): Promise<void> {
  says(viewState())
  await press('Ota tarkka kuva')
  const still = String(asked().at(-1)?.['still'])
  says(cameraPart({ still }), new ArrayBuffer(4), stillState('done', { still }))
  await settle()
}

it('saves no still, and says that they will be gone', async () => {
  await takes(begin())
  expect(screen.queryByRole('button', { name: 'Tallenna kuva' })).toBeNull()
  expect(screen.getByText('Tarkat kuvat häviävät, kun keskustelu päättyy.')).toBeTruthy()
  expect(fireEvent.contextMenu(screen.getByTestId('still'))).toBe(false)
})

it('saves a still where the service allows it, and says what becomes of it', async () => {
  await takes(begin(room({ may_save_stills: true })))
  const saved: [string, string][] = []
  const click = vi
    .spyOn(HTMLAnchorElement.prototype, 'click')
    .mockImplementation(function (this: HTMLAnchorElement) {
      saved.push([this.href, this.download])
    })
  await press('Tallenna kuva')
  click.mockRestore()
  const [[href, name] = ['', '']] = saved
  expect(href).toMatch(/^blob:.*-camera$/)
  expect(name).toMatch(/^tarkka-kuva-kamera-\d{4}-\d\d-\d\d-\d{4}-1\.jpg$/)
  expect(screen.getByText(/Tallennettu kuva jää tälle tietokoneelle/)).toBeTruthy()
  expect(fireEvent.contextMenu(screen.getByTestId('still'))).toBe(true)
})

it('says in plain words why there is no still', async () => {
  const { says, asked } = begin()
  says(viewState())
  await press('Ota tarkka kuva')
  says(stillState('failed', { still: String(asked().at(-1)?.['still']), reason: 'no_camera' }))
  expect(screen.getByText(/Asiakirjakamera ei ole käytössä, joten/)).toBeTruthy()
})

it('leaves an interpreter only the picture', () => {
  const own = member({ role: 'interpreter' })
  const { says } = begin(room({ members: [own, terminalMember()] }))
  says(viewState({ advice: 'closer' }))
  expect(screen.getByLabelText('Asiakirja').style.transform).toBe('rotate(90deg)')
  expect(screen.queryByRole('button', { name: 'Lähennä' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Ota tarkka kuva' })).toBeNull()
})

it('shows the frames as they are where the terminal says nothing of them', () => {
  begin()
  expect(screen.getByLabelText('Asiakirja').style.transform).toBe('rotate(0deg)')
  expect(screen.queryByRole('button', { name: 'Lähennä' })).toBeNull()
})

it('has no fault that axe finds', async () => {
  const { says, asked, settle } = begin()
  says(viewState({ region: { x: 0, y: 0, width: 0.5, height: 0.5 } }))
  await press('Ota tarkka kuva')
  const still = String(asked().at(-1)?.['still'])
  says(stillPart({ still }), new ArrayBuffer(8), cameraPart({ still }), new ArrayBuffer(2))
  await settle()
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  expect(violations.map(({ id, nodes }) => [id, nodes.map((each) => each.html)])).toEqual([])
})
