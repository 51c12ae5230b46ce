import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { REMIND_MS } from '@/features/ring/hooks/useRingAlert'
import { catalogs } from '@/locales/expert'
import { reservation, welcome } from './support/told'
import { showPage } from './support/workspace'

const TAG = 'etaluukku-ring-aino'

/** A browser whose service worker notifies. */
class FakeWorkers extends EventTarget {
  readonly asked: { title: string; options: NotificationOptions }[] = []
  shown: { tag: string; close: () => void }[] = []

  readonly registration = {
    active: {},
    showNotification: (title: string, options: NotificationOptions): Promise<void> => {
      this.asked.push({ title, options })
      const tag = options.tag ?? ''
      const one = { tag, close: () => void (this.shown = this.shown.filter((each) => each !== one)) }
      this.shown = [...this.shown.filter((each) => each.tag !== tag), one]
      return Promise.resolve()
    },
    getNotifications: ({ tag }: { tag: string }) =>
      Promise.resolve(this.shown.filter((each) => each.tag === tag)),
  }

  register = vi.fn(() => Promise.resolve(this.registration))
  getRegistrations = (): Promise<unknown[]> => Promise.resolve([this.registration])
}

let workers: FakeWorkers
const shaken = vi.fn()

beforeEach(() => {
  workers = new FakeWorkers()
  shaken.mockClear()
  vi.stubGlobal('Notification', { permission: 'granted' })
  Object.assign(navigator, {
    serviceWorker: workers,
    vibrate: shaken,
    userActivation: { hasBeenActive: true },
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  for (const name of ['serviceWorker', 'vibrate', 'userActivation'])
    Reflect.deleteProperty(navigator, name)
})

const settled = (): Promise<unknown> => act(() => vi.advanceTimersByTimeAsync(0))

it('notifies by the service worker, reminds, and takes it back when the ring is over', async () => {
  vi.useFakeTimers()
  const { tell } = showPage(<ExpertPage />, catalogs)
  tell(welcome(), reservation())
  await settled()
  expect(workers.asked).toHaveLength(1)
  expect(workers.asked[0]).toMatchObject({
    title: 'Soi: Verohallinto',
    options: { body: 'Asiakas odottaa: Porina', tag: TAG, requireInteraction: true },
  })
  expect(workers.asked[0]?.options).not.toHaveProperty('renotify')
  expect(shaken).toHaveBeenCalledTimes(1)
  await act(() => vi.advanceTimersByTimeAsync(REMIND_MS))
  expect(workers.asked[1]?.options).toMatchObject({ tag: TAG, renotify: true })
  expect(shaken).toHaveBeenCalledTimes(2)
  tell(reservation({ state: 'canceled' }))
  await settled()
  expect(workers.shown).toEqual([])
  expect(shaken).toHaveBeenLastCalledWith(0)
  await act(() => vi.advanceTimersByTimeAsync(3 * REMIND_MS))
  expect(workers.asked).toHaveLength(2)
})

it('takes back a notification whose ring was over before it could be shown', async () => {
  vi.useFakeTimers()
  const { tell } = showPage(<ExpertPage />, catalogs)
  tell(welcome(), reservation())
  tell(reservation({ state: 'canceled' }))
  await settled()
  expect(workers.asked).toHaveLength(1)
  expect(workers.shown).toEqual([])
})

it('leads to the ring when its notification is touched', async () => {
  vi.useFakeTimers()
  const { tell } = showPage(<ExpertPage />, catalogs)
  tell(welcome(), reservation())
  await settled()
  screen.getByRole('button', { name: 'En voi vastata' }).focus()
  const touch = (tag: string): void => {
    const data = { type: 'notice.touched', tag }
    act(() => void workers.dispatchEvent(new MessageEvent('message', { data })))
  }
  touch('etaluukku-alarm')
  expect(document.activeElement?.textContent).toBe('En voi vastata')
  touch(TAG)
  expect(document.activeElement?.textContent).toBe('Vastaa')
})

it('closes what a page that crashed while it rang has left', async () => {
  vi.useFakeTimers()
  await workers.registration.showNotification('Soi: Verohallinto', { tag: TAG })
  await workers.registration.showNotification('Soi: Kela', { tag: 'etaluukku-ring-other' })
  const { tell } = showPage(<ExpertPage />, catalogs)
  tell(welcome(), { type: 'synced' })
  await settled()
  expect(workers.shown.map(({ tag }) => tag)).toEqual(['etaluukku-ring-other'])
})
