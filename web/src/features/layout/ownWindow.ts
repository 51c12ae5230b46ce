/**
 * A window of its own for a second screen. It is a blank page of our own origin, so that the
 * tracks need no second connection and the page's policies hold there, too. A window rather than
 * Document Picture-in-Picture: it can fill its screen, and every browser has it.
 */

const SIZE = { width: 1100, height: 900 }

/** Opens one, styled as this page; null where the browser lets none be opened. */
export function openWindow(): Window | null {
  const { width, height } = SIZE
  const opened = window.open('', '_blank', `popup,width=${width},height=${height}`)
  if (!opened) return null
  copyStyles(document, opened.document)
  return opened
}

/** What it is, for the title bar and for a screen reader. */
export function nameWindow({ document }: Window, title: string, language: string): void {
  document.title = title
  document.documentElement.lang = language
}

/** The styles of `from` once more in `to`; what components add later goes there by itself. */
function copyStyles(from: Document, to: Document): void {
  for (const sheet of from.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    const link = to.createElement('link')
    link.rel = 'stylesheet'
    link.href = sheet.href
    to.head.append(link)
  }
  // The development server has its styles in the page.
  for (const { textContent } of from.querySelectorAll('style')) {
    if (textContent === '') continue
    const style = to.createElement('style')
    style.textContent = textContent
    to.head.append(style)
  }
}
