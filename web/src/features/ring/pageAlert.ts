import ringing from '@/assets/favicon-ring.svg'

/** Marks the tab itself: its title and its icon, until the returned function is called. */
export function alertTab(title: string): () => void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const before = { title: document.title, icon: icon?.getAttribute('href') ?? '' }
  document.title = title
  icon?.setAttribute('href', ringing)
  return () => {
    document.title = before.title
    icon?.setAttribute('href', before.icon)
  }
}
