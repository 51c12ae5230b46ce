import { act, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { beforeEach, expect, it, vi } from 'vitest'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { catalogs } from '@/locales/expert'
import type { ServerMessage } from '@/protocol/server'
import { fakeDevices, type Listed } from './support/media'
import { reservation, room, welcome } from './support/told'
import { showPage } from './support/workspace'

const presence: ServerMessage = {
  type: 'presence.state',
  state: 'away',
  reason: 'signed_in',
  since_s: 0,
  ends_in_s: null,
}
const noRelay: ServerMessage = { type: 'ice.servers', ice_servers: [], expires_in_s: 600 }

beforeEach(() => {
  vi.stubGlobal('MediaStream', class FakeStream { readonly active = true })
})

function page(devices = fakeDevices()): ReturnType<typeof showPage> {
  const shown = showPage(<ExpertPage />, catalogs, undefined, undefined, devices)
  shown.tell(welcome(), presence)
  return shown
}
const head = (): HTMLElement => screen.getByRole('banner')
const openPanel = async (): Promise<HTMLElement> => {
  await userEvent.click(within(head()).getByRole('button', { name: 'Laitteet ja yhteys' }))
  return screen.getByRole('dialog', { name: 'Laitteet ja yhteys' })
}
const start = (): Promise<void> =>
  userEvent.click(screen.getByRole('button', { name: 'Aloita tarkistus' }))

it('opens before one is available; the camera is on only while it is tried', async () => {
  const { local } = page()
  const panel = await openPanel()
  expect(document.activeElement?.textContent).toBe('Laitteet ja yhteys')
  expect(local.state.get().face.track).toBeNull()
  await start()
  expect(await within(panel).findByText('Kamera toimii.')).toBeTruthy()
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(local.state.get().face.track).toBeNull()
  expect(document.activeElement).toBe(
    within(head()).getByRole('button', { name: 'Laitteet ja yhteys' }),
  )
})

it('tells what the network is good for, and measures again', async () => {
  const { tell } = page()
  const panel = await openPanel()
  await start()
  expect(within(panel).getByText(/Yhteyttä mitataan/)).toBeTruthy()
  for (let ask = 0; ask < 3; ask += 1) {
    tell(noRelay)
    await act(() => Promise.resolve())
  }
  expect(await within(panel).findByText('Keskustelun pitäisi sujua hyvin.')).toBeTruthy()
  expect(within(panel).getByText(/Palvelussa ei ole välityspalvelinta/)).toBeTruthy()
  await userEvent.click(within(panel).getByRole('button', { name: 'Mittaa yhteys uudelleen' }))
  expect(within(panel).getByText(/Yhteyttä mitataan/)).toBeTruthy()
})

it('says what to do when the camera is denied', async () => {
  page(fakeDevices(() => Promise.reject(new DOMException('', 'NotAllowedError'))))
  const panel = await openPanel()
  await start()
  expect(await within(panel).findByText('Kamera ei toimi.')).toBeTruthy()
  expect(within(panel).getByText(/Salli kamera selaimen osoiterivin/)).toBeTruthy()
  expect(within(panel).getByText('Mikrofoni ei toimi.')).toBeTruthy()
})

it('lets one choose a device, and says when it is gone', async () => {
  const listed: Listed[] = [
    { kind: 'videoinput', deviceId: 'c1', label: 'Läppärin kamera' },
    { kind: 'videoinput', deviceId: 'c2', label: 'Pöytäkamera' },
  ]
  const devices = fakeDevices(undefined, listed)
  const { local } = page(devices)
  const panel = await openPanel()
  await start()
  await within(panel).findByText('Kamera toimii.')
  await userEvent.selectOptions(within(panel).getByLabelText('Valitse kamera'), 'Pöytäkamera')
  await waitFor(() =>
    expect(local.state.get().face.track?.getSettings().deviceId).toBe('c2'),
  )
  listed.pop()
  devices.dispatchEvent(new Event('devicechange'))
  expect(await within(panel).findByText(/Pöytäkamera ei löydy/)).toBeTruthy()
})

it('gives way to a ring', async () => {
  const { tell } = page()
  await openPanel()
  tell(reservation())
  expect(screen.queryByRole('dialog', { name: 'Laitteet ja yhteys' })).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Vastaa' }))
})

it('plays no tone into a conversation', async () => {
  const { tell } = page()
  tell(room())
  const panel = await openPanel()
  expect(within(panel).getByText(/Voit vaihtaa laitetta kesken keskustelun/)).toBeTruthy()
  expect(within(panel).queryByRole('button', { name: 'Soita koeääni' })).toBeNull()
})

it('has no fault that axe finds', async () => {
  page()
  const panel = await openPanel()
  await start()
  await within(panel).findByText('Kamera toimii.')
  const { violations } = await axe.run(panel, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations).toEqual([])
})
