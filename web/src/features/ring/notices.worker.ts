/**
 * The service worker that shows what rings while another tab or program is in front. It answers no
 * `fetch` and keeps nothing, so that no page or answer of the server is ever held on the machine.
 */
import { NOTICE_TOUCHED, type NoticeData, type NoticeTouched } from './noticeMessages'

/** What a service worker is; the types of pages and of workers exclude each other. */
interface Page {
  readonly url: string
  readonly focused: boolean
  readonly visibilityState: DocumentVisibilityState
  focus(): Promise<unknown>
  postMessage(message: NoticeTouched): void
}
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Touched extends Waiting {
  readonly notification: Notification
}
interface Scope {
  skipWaiting(): Promise<void>
  clients: {
    matchAll(wanted: { type: 'window'; includeUncontrolled: true }): Promise<readonly Page[]>
    openWindow(url: string): Promise<unknown>
  }
  addEventListener(type: 'install', listener: (event: Waiting) => void): void
  addEventListener(type: 'notificationclick', listener: (event: Touched) => void): void
}
const scope = globalThis as unknown as Scope

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()))

scope.addEventListener('notificationclick', (event) => {
  const { notification } = event
  notification.close()
  event.waitUntil(bringForward(notification.tag, notification.data as NoticeData))
})

/** The page that rings; of several the one that is seen, and where all are closed a new one. */
async function bringForward(tag: string, { path }: NoticeData): Promise<void> {
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const own = pages.filter((page) => new URL(page.url).pathname === path)
  const page =
    own.find(({ focused }) => focused) ??
    own.find(({ visibilityState }) => visibilityState === 'visible') ??
    own[0]
  if (!page) {
    await scope.clients.openWindow(path)
    return
  }
  page.postMessage({ type: NOTICE_TOUCHED, tag })
  await page.focus()
}
