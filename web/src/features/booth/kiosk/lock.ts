/** What the browser's switches leave open on the terminal's own screen is closed by the page. */

interface Keys {
  key: string
  ctrlKey: boolean
  altKey: boolean
  metaKey: boolean
  /** Third level: @ and € on a Finnish keyboard, which some systems give as Ctrl and Alt. */
  altGraph: boolean
}

const OF_THE_BROWSER = /^(F\d{1,2}|ContextMenu|Browser\w+|Launch\w+|Print|PrintScreen)$/

/** Whether a key belongs to the browser, not to the page: zoom, tabs, windows, search, menus. */
export function isBrowsers(keys: Keys): boolean {
  if (keys.altGraph) return false
  return keys.ctrlKey || keys.altKey || keys.metaKey || OF_THE_BROWSER.test(keys.key)
}

function stop(event: Event): void {
  event.preventDefault()
}

function stopKeys(event: KeyboardEvent): void {
  const altGraph = event.getModifierState('AltGraph')
  if (isBrowsers({ ...keysOf(event), altGraph })) event.preventDefault()
}

function keysOf(event: KeyboardEvent): Omit<Keys, 'altGraph'> {
  const { key, ctrlKey, altKey, metaKey } = event
  return { key, ctrlKey, altKey, metaKey }
}

function stopZoom(event: WheelEvent): void {
  if (event.ctrlKey) event.preventDefault()
}

/** No menu, no zoom, nothing dragged, no window beside: until what is returned is called. */
export function lockPage(page: Document = document): () => void {
  const ending = new AbortController()
  const options = { capture: true, signal: ending.signal }
  page.addEventListener('contextmenu', stop, options)
  page.addEventListener('dragstart', stop, options)
  page.addEventListener('drop', stop, options)
  page.addEventListener('dragover', stop, options)
  page.addEventListener('auxclick', stop, options)
  page.addEventListener('keydown', stopKeys, options)
  page.addEventListener('wheel', stopZoom, { ...options, passive: false })
  page.documentElement.dataset.kiosk = 'true'
  return () => {
    ending.abort()
    delete page.documentElement.dataset.kiosk
  }
}
