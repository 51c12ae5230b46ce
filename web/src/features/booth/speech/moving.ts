/** Moving from one thing to the next in the order in which they stand, with two keys. */
import { isDisabled, isInaccessible } from 'dom-accessibility-api'

const ITEMS =
  'h1[tabindex], h2[tabindex], button, a[href], input, select, textarea, summary, [tabindex="0"]'

/** What can be moved to now: in an open dialogue, else on the whole screen. */
export function items(root: Document): HTMLElement[] {
  const dialogs = root.querySelectorAll('dialog[open]')
  const within = dialogs[dialogs.length - 1] ?? root.body
  return Array.from(within.querySelectorAll<HTMLElement>(ITEMS)).filter(
    (each) => !isDisabled(each) && !isInaccessible(each),
  )
}

/** How many there are to choose from within an element. */
export function choices(within: Element): number {
  const all = new Set(items(within.ownerDocument))
  return Array.from(within.querySelectorAll<HTMLElement>(ITEMS)).filter(
    (each) => all.has(each) && !/^H[12]$/.test(each.tagName),
  ).length
}

/** The step that a key means, 0 for none: in a field, left and right are the text's. */
export function stepOf(event: KeyboardEvent): number {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) {
    return 0
  }
  const on = event.target
  if (on instanceof HTMLSelectElement) return 0
  if (on instanceof HTMLInputElement && /^(radio|range)$/.test(on.type)) return 0
  const inText = on instanceof HTMLInputElement || on instanceof HTMLTextAreaElement
  if (event.key === 'ArrowDown' || (event.key === 'ArrowRight' && !inText)) return 1
  if (event.key === 'ArrowUp' || (event.key === 'ArrowLeft' && !inText)) return -1
  return 0
}

/** Give the focus to the next or the one before; after the last comes the first. */
export function move(root: Document, step: number): void {
  const all = items(root)
  const at = all.findIndex((each) => each === root.activeElement)
  const next = at < 0 && step < 0 ? all.at(-1) : all[(at + step + all.length) % all.length]
  next?.focus()
}
