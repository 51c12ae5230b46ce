import icon from '@/assets/favicon.svg'

/** System notifications, where the browser has them and the person allows them. */

/** To be called in a click. */
export async function askNotifications(): Promise<void> {
  if (!('Notification' in window) || Notification.permission !== 'default') return
  await Notification.requestPermission().catch(() => null)
}

/** Show until the returned function is called; a click on it brings this tab forward. */
export function notify(title: string, body: string, tag = 'etaluukku-ring'): () => void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return () => undefined
  try {
    const shown = new Notification(title, {
      body,
      icon,
      tag,
      requireInteraction: true,
    })
    shown.onclick = () => {
      window.focus()
      shown.close()
    }
    return () => shown.close()
  } catch {
    // Browsers of phones have the name but no constructor.
    return () => undefined
  }
}
