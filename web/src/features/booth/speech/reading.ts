/** What stands on the screen, as words to be spoken: the DOM's text, each part in its language. */
import { getRole, isSubtreeInaccessible } from 'dom-accessibility-api'
import type { Spoken } from '@/protocol/booth-to-terminal'

/** Of one piece (`MOST_CHARACTERS` at the terminal). */
const MOST_CHARACTERS = 400
const MOST_PIECES = 12
/** The terminal takes 4096 bytes at a time; this leaves room for what stands around the text. */
const MOST_BYTES = 2500

const BLOCKS = new Set([
  'ADDRESS', 'ARTICLE', 'ASIDE', 'DD', 'DIV', 'DL', 'DT', 'FIGCAPTION', 'FIGURE', 'FOOTER', 'FORM',
  'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'HEADER', 'LI', 'MAIN', 'OL', 'P', 'SECTION', 'TABLE', 'TR', 'UL',
])
/** They are found by moving to them, and spoken then. */
const BY_THEMSELVES =
  'button, a[href], input, select, textarea, summary, [role="button"], [role="meter"], dialog:not([open]), [aria-live="off"]'

const ends = /[.!?:;…]$/
/** Check marks and arrows beside the words that say the same. */
const symbols = /\p{So}/gu
/** A dot or a dash between two parts, left at the beginning of the second. */
const before = /^[\s·•|–—,;/]+/
const sayable = /[\p{L}\p{N}]/u

export function languageOf(element: Element): string {
  const own = element.closest('[lang]:not([lang=""])')
  return own?.getAttribute('lang') ?? 'fi'
}

/** The text of an element without its controls, in the order of reading. */
export function read(container: Element): Spoken[] {
  const found = new Runs()
  walk(container, found)
  found.end()
  return found.pieces
}

/** Pieces of one language that follow each other become one, with `between` in the middle. */
export function joined(pieces: readonly Spoken[], between = ' '): Spoken[] {
  const all: Spoken[] = []
  for (const { text, language } of pieces) {
    if (!sayable.test(text)) continue
    const last = all.at(-1)
    if (last?.language === language) last.text += between + text
    else all.push({ text, language })
  }
  return all
}

/** As many messages as the pieces need: each is small, and no sentence is cut without need. */
export function messages(pieces: readonly Spoken[]): Spoken[][] {
  const all: Spoken[][] = []
  let bytes = Infinity
  for (const piece of pieces.flatMap(cut)) {
    const size = new TextEncoder().encode(piece.text).length
    const last = all.at(-1)
    if (last && last.length < MOST_PIECES && bytes + size <= MOST_BYTES) {
      last.push(piece)
      bytes += size
    } else {
      all.push([piece])
      bytes = size
    }
  }
  return all
}

function cut({ text, language }: Spoken): Spoken[] {
  // By whole characters: half of one is no text for the terminal.
  const letters = Array.from(text.replace(symbols, '').replace(before, ''))
  const parts: string[] = []
  while (letters.length > MOST_CHARACTERS) {
    const window = letters.slice(0, MOST_CHARACTERS).join('')
    const at = Math.max(...['. ', '! ', '? '].map((end) => window.lastIndexOf(end) + 1))
    const part = window.slice(0, at > 0 ? at : Math.max(window.lastIndexOf(' '), 0) || undefined)
    parts.push(part)
    letters.splice(0, Array.from(part).length)
  }
  return [...parts, letters.join('')]
    .map((part) => ({ text: part.trim(), language }))
    .filter((part) => sayable.test(part.text))
}

function walk(node: Node, found: Runs): void {
  if (node.nodeType === Node.TEXT_NODE) {
    const parent = node.parentElement
    if (parent) found.add(node.textContent ?? '', languageOf(parent))
    return
  }
  if (!(node instanceof Element) || isSubtreeInaccessible(node)) return
  const label = node.getAttribute('aria-label') ?? node.getAttribute('alt')
  const picture = getRole(node) === 'img'
  if (picture && label) found.add(` ${label}. `, languageOf(node))
  if (picture || node instanceof SVGElement) return
  const block = BLOCKS.has(node.tagName)
  if (block) found.end()
  for (const child of node.childNodes) {
    if (!(child instanceof Element && child.matches(BY_THEMSELVES))) walk(child, found)
  }
  if (block) found.end(node.tagName === 'DT' ? ':' : '.')
}

/** Runs of text, each in one language; a block's end is a sentence's. */
class Runs {
  readonly pieces: Spoken[] = []
  private text = ''
  private language = ''

  add(text: string, language: string): void {
    if (text.trim() && language !== this.language) {
      this.close()
      this.language = language
    }
    this.text += text
  }

  end(mark = '.'): void {
    this.close(mark)
  }

  private close(mark = ''): void {
    const text = this.text.replace(/\s+/g, ' ').trim()
    this.text = ''
    if (!sayable.test(text)) return
    const whole = ends.test(text) ? text : text + mark
    const last = this.pieces.at(-1)
    if (last?.language === this.language) last.text += ` ${whole}`
    else this.pieces.push({ text: whole, language: this.language })
  }
}
