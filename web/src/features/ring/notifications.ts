import icon from '@/assets/favicon.svg'
import { isNoticeTouched, type NoticeData } from './noticeMessages'
import workerUrl from './notices.worker?worker&url'

/**
 * System notifications, where the browser has them and the person allows them: by a service worker,
 * since phones know no others and only those outlive a tab that the browser has put to sleep.
 */
export interface Notice {
  title: string
  body: string
  /** One notification a tag, however many tabs show it. */
  tag: string
  /** The person touched it, and this page is in front. */
  onTouch?: () => void
}

export interface ShownNotice {
  /** Sound and shake once more. */
  again: () => void
  close: () => void
}

/** The system's own wishes of a notification that the types of pages do not know. */
interface Options extends NotificationOptions {
  renotify?: boolean
  vibrate?: readonly number[]
}

export const SHAKE: readonly number[] = [300, 150, 300]
const NOTHING: ShownNotice = { again: () => undefined, close: () => undefined }

/** To be called in a click. */
export async function askNotifications(): Promise<void> {
  if (!('Notification' in window) || Notification.permission !== 'default') return
  await Notification.requestPermission().catch(() => null)
}

/** Show until it is closed; a touch of it brings the page forward. */
export function notify(notice: Notice): ShownNotice {
  if (!('Notification' in window) || Notification.permission !== 'granted') return NOTHING
  const ending = new AbortController()
  let shown: Promise<ShownNotice> = open(notice, ending.signal)
  const then = (act: (each: ShownNotice) => void): void => {
    shown = shown.then((each) => {
      act(each)
      return each
    })
  }
  return {
    again: () => then((each) => each.again()),
    close() {
      ending.abort()
      then((each) => each.close())
    },
  }
}

/** Of a page that was closed or crashed while it rang, there may be some left. */
export async function closeNotices(tag: string): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registrations = await navigator.serviceWorker.getRegistrations().catch(() => [])
  for (const each of registrations) await closeOf(each, tag)
}

async function open(notice: Notice, ending: AbortSignal): Promise<ShownNotice> {
  try {
    const worker = await noticeWorker()
    return await openByWorker(worker, notice, ending)
  } catch {
    // A private window, or a worker that may not be: the page's own notification will do.
    return openByPage(notice)
  }
}

async function openByWorker(
  worker: ServiceWorkerRegistration,
  { title, body, tag, onTouch }: Notice,
  ending: AbortSignal,
): Promise<ShownNotice> {
  const data: NoticeData = { path: location.pathname }
  const options: Options = { body, icon, tag, data, requireInteraction: true, vibrate: SHAKE }
  navigator.serviceWorker.addEventListener(
    'message',
    (event) => {
      if (isNoticeTouched(event.data) && event.data.tag === tag) onTouch?.()
    },
    { signal: ending },
  )
  await worker.showNotification(title, options)
  const again: Options = { ...options, renotify: true }
  return {
    again: () => void worker.showNotification(title, again).catch(() => null),
    close: () => void closeOf(worker, tag),
  }
}

function openByPage({ title, body, tag, onTouch }: Notice): ShownNotice {
  try {
    const shown = new Notification(title, { body, icon, tag, requireInteraction: true })
    shown.onclick = () => {
      window.focus()
      shown.close()
      onTouch?.()
    }
    return { ...NOTHING, close: () => shown.close() }
  } catch {
    // Browsers of phones have the name but no constructor.
    return NOTHING
  }
}

/** Running, since only then it can show something. Its scope holds no page: it only notifies. */
async function noticeWorker(): Promise<ServiceWorkerRegistration> {
  const type = import.meta.env.DEV ? 'module' : 'classic'
  const registration = await navigator.serviceWorker.register(workerUrl, { type })
  const coming = registration.installing ?? registration.waiting
  if (!registration.active && coming) await activated(coming)
  return registration
}

function activated(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (worker.state === 'activated') resolve()
      if (worker.state === 'redundant') reject(new Error('the service worker was given up'))
    }
    worker.addEventListener('statechange', look)
    look()
  })
}

async function closeOf(worker: ServiceWorkerRegistration, tag: string): Promise<void> {
  const shown = await worker.getNotifications({ tag }).catch(() => [])
  for (const each of shown) each.close()
}
