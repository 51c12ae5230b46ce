/**
 * Tells what the screen says: a new screen, what has the focus, what is announced.
 *
 * It knows no screen. Each is built for assistive technology anyway (headings that take the focus,
 * names, states, live regions), and that is what it reads; so a new screen needs no speech of its own.
 */
import type { Spoken } from '@/protocol/booth-to-terminal'
import { describe, isField, isHeading, nameOf, states, type Words } from './describe'
import { choices } from './moving'
import { joined, languageOf, messages, read } from './reading'

/** What changes together is spoken together, ms. */
const GATHERED_MS = 60

const LIVE =
  '[role="status"], [role="alert"], [role="log"], [aria-live="polite"], [aria-live="assertive"], output:not([aria-live])'
const STATES = [
  'aria-pressed', 'aria-checked', 'aria-selected', 'aria-expanded', 'aria-disabled', 'aria-invalid',
  'disabled', 'hidden', 'open', 'lang',
]

export interface ReaderOptions {
  say: (pieces: Spoken[], interrupts: boolean) => void
  hush: () => void
  words: () => Words
  /** People are heard: only headings, the focus and announcements are spoken. */
  sparing: () => boolean
}

export class ScreenReader {
  private readonly observer: MutationObserver
  private timer: ReturnType<typeof setTimeout> | undefined
  private greeting = ''
  private screen: Element | null = null
  private language = ''
  private focused: Element | null = null
  private state = ''
  private readonly announced = new WeakMap<Element, string>()
  private readonly values = new WeakMap<Element, string>()

  constructor(
    private readonly root: Document,
    private readonly options: ReaderOptions,
  ) {
    this.observer = new MutationObserver(this.soon)
  }

  /** Begin, with these words before the screen's. */
  start(greeting: string): void {
    const { root } = this
    this.observer.observe(root.documentElement, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: STATES,
    })
    for (const event of ['focusin', 'input', 'click', 'keyup']) root.addEventListener(event, this.soon)
    for (const event of ['keydown', 'pointerdown']) root.addEventListener(event, this.enough, true)
    this.greeting = greeting
    // Not at once: the page may be about to set its language and its focus.
    this.soon()
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.observer.disconnect()
    const { root } = this
    for (const event of ['focusin', 'input', 'click', 'keyup']) root.removeEventListener(event, this.soon)
    for (const event of ['keydown', 'pointerdown']) root.removeEventListener(event, this.enough, true)
  }

  private readonly soon = (): void => {
    this.timer ??= setTimeout(() => this.look(), GATHERED_MS)
  }

  private readonly enough = (): void => this.options.hush()

  private look(): void {
    this.timer = undefined
    const greeting = this.greeting ? [inPage(this.root, this.greeting)] : []
    this.greeting = ''
    const own = this.changed()
    const { urgent, calm } = this.news()
    this.tell([...greeting, ...urgent, ...own], true)
    this.tell(calm, false)
  }

  private tell(pieces: readonly Spoken[], interrupts: boolean): void {
    messages(joined(pieces)).forEach((message, nth) => this.options.say(message, interrupts && nth === 0))
  }

  /** Of the screen, the focus, and what has it. */
  private changed(): Spoken[] {
    const t = this.options.words()
    const screen = this.root.querySelector('main')
    const language = this.root.documentElement.lang
    const active = this.root.activeElement
    const focused = active === this.root.body ? null : active
    const before = this.focused
    const arrived = focused !== before
    const fresh = screen !== this.screen || language !== this.language
    const state = focused ? states(focused, t) : ''
    const turned = state !== this.state
    Object.assign(this, { screen, language, focused, state })
    const typed = this.typed(t)
    if (fresh || (arrived && isHeading(focused))) {
      return this.reading(focused, screen, before, t)
    }
    if (typed.length > 0) return typed
    if (arrived) return focused ? describe(focused, before, t) : []
    return turned && focused ? [named(focused), inPage(this.root, state)] : []
  }

  /** A screen, or the part of it whose heading has the focus. */
  private reading(
    focused: Element | null,
    screen: Element | null,
    before: Element | null,
    t: Words,
  ): Spoken[] {
    const part = focused?.closest('dialog[open], section') ?? screen
    const heading = part?.querySelector('h1, h2, h3')
    const sparing = this.options.sparing()
    const own = focused && !isHeading(focused) ? describe(focused, before, t) : []
    if (!part) return own
    const text = sparing && heading ? read(heading) : read(part)
    if (sparing) return [...text, ...own]
    for (const live of part.querySelectorAll(LIVE)) this.announced.set(live, wordsOf(live))
    const count = choices(part)
    const offered = count > 0 ? [inPage(this.root, t.count('speech.choices', count))] : []
    return [...text, ...offered, ...own]
  }

  /** What live regions say anew. */
  private news(): { urgent: Spoken[]; calm: Spoken[] } {
    const urgent: Spoken[] = []
    const calm: Spoken[] = []
    for (const live of this.root.querySelectorAll(LIVE)) {
      const text = wordsOf(live)
      const before = this.announced.get(live) ?? ''
      this.announced.set(live, text)
      if (text === before || !text) continue
      const alert = live.matches('[role="alert"], [aria-live="assertive"]')
      const log = live.matches('[role="log"]') && text.startsWith(before)
      const news = log ? [{ text: text.slice(before.length), language: languageOf(live) }] : read(live)
      if (alert) urgent.push(...news)
      else calm.push(...news)
    }
    return { urgent, calm }
  }

  /** What was written into a field, or taken out of it. */
  private typed(t: Words): Spoken[] {
    const said: Spoken[] = []
    for (const field of this.root.querySelectorAll('input, textarea')) {
      if (!isField(field)) continue
      const before = this.values.get(field) ?? ''
      const { value } = field
      this.values.set(field, value)
      if (value.length > before.length) {
        const added = value.startsWith(before) ? value.slice(before.length) : value
        // A space ends a word, and that is heard as a whole.
        said.push(inPage(this.root, added.trim() || (value.trim().split(/\s+/).at(-1) ?? '')))
      } else if (value !== '' && before.startsWith(value) && before !== value) {
        said.push(inPage(this.root, t('speech.removed', { text: before.slice(value.length) })))
      }
    }
    return said
  }
}

function wordsOf(live: Element): string {
  return read(live)
    .map(({ text }) => text)
    .join(' ')
}

function named(element: Element): Spoken {
  return { text: `${nameOf(element)}.`, language: languageOf(element) }
}

function inPage(root: Document, text: string): Spoken {
  return { text, language: languageOf(root.documentElement) }
}
