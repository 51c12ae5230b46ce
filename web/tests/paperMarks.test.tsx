/** Pointing and drawing on the paper by keys, and what is said and seen of marks. */
import { act, fireEvent, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { expect, it } from 'vitest'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { catalogs } from '@/locales/expert'
import { FakeChannel } from './support/media'
import { viewState } from './support/paper'
import { room, welcome } from './support/told'
import { showPage } from './support/workspace'

function begin() {
  const told = room()
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
  const says = (...frames: object[]): void =>
    act(() => {
      for (const frame of frames) channel.onmessage?.({ data: JSON.stringify(frame) })
    })
  return { asked, says, told }
}
const press = (name: string): Promise<void> =>
  userEvent.click(screen.getByRole('button', { name }))

it('points by arrow keys, which do not move the view meanwhile; Escape ends it', async () => {
  const { asked, says } = begin()
  says(viewState({ region: { x: 0, y: 0, width: 0.5, height: 0.5 } }))
  await press('Osoita')
  const area = screen.getByRole('application', { name: /osoitin/ })
  expect(document.activeElement).toBe(area)
  fireEvent.keyDown(area, { key: 'ArrowRight' })
  expect(asked()).toEqual([
    { type: 'pointer.set', shows: 'page', paper: null, at: { x: 0.25, y: 0.25 } },
  ])
  fireEvent.keyDown(area, { key: 'Escape' })
  expect(screen.queryByRole('application')).toBeNull()
  expect(asked().at(-1)).toMatchObject({ type: 'pointer.set', at: null })
  expect(asked().every(({ type }) => type === 'pointer.set')).toBe(true)
})

it('offers to take back what was drawn once the terminal has told of it', async () => {
  const { asked, says, told } = begin()
  says(viewState())
  const me = told.members.find(({ role }) => role === 'expert')?.participant ?? ''
  expect(screen.queryByRole('button', { name: 'Kumoa viiva' })).toBeNull()
  const stroke = { type: 'stroke.state', person: me, number: 1, stroke: 'm_0001', start: 0 }
  says({ ...stroke, page: [{ x: 0.1, y: 0.2 }], camera: null })
  await press('Kumoa viiva')
  await press('Poista viivani')
  expect(asked().map(({ type }) => type)).toEqual(['marks.undo', 'marks.clear'])
  expect(screen.getAllByTestId('stroke')).toHaveLength(1)
  says({ type: 'stroke.gone', strokes: [{ person: me, stroke: 'm_0001' }] })
  expect(screen.queryAllByTestId('stroke')).toEqual([])
})

it('names whoever points, and shows nothing of what is out of sight', () => {
  const { says, told } = begin()
  says(viewState({ region: { x: 0, y: 0, width: 0.5, height: 0.5 } }))
  const other = told.members.find(({ role }) => role !== 'expert')
  const pointer = { type: 'pointer.state', person: other?.participant, number: 2, camera: null }
  says({ ...pointer, page: { x: 0.25, y: 0.25 } })
  expect(within(screen.getByTestId('pointer')).getByText(other?.name ?? '-')).toBeTruthy()
  says({ ...pointer, page: { x: 0.75, y: 0.25 } })
  expect(screen.queryByTestId('pointer')).toBeNull()
})

it('has no fault that axe finds', async () => {
  const { says } = begin()
  says(viewState())
  await press('Piirrä')
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  expect(violations.map(({ id, nodes }) => [id, nodes.map((each) => each.html)])).toEqual([])
})
