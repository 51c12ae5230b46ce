/**
 * ITU-T T.140, the presentation of real-time text: what is written is shown as it is written.
 * Pure: text as it comes in, in whatever pieces, makes a transcript of lines.
 */

/** Erases the last character; a new line counts as one. */
export const ERASE = '\u0008'
/** Begins a new line. CR LF, CR and LF are taken for it too. */
export const NEW_LINE = '\u2028'
/** Stands where text may have been lost (T.140 Addendum 1). */
export const MISSING = '\uFFFD'

/** So many code points are kept in one line; what is longer goes on in the next. */
export const LINE_CHARACTERS = 1000
/** So many lines are kept; the oldest go. */
export const LINES_KEPT = 300

export interface Line {
  readonly id: number
  /** Whose it is. */
  readonly who: string
  readonly text: string
  /** Whether a new line has been begun after it. */
  readonly done: boolean
}

/** Where in a control function a writer's text is. They may be cut in two anywhere. */
type Inside = 'text' | 'return' | 'escape' | 'sequence' | 'string'

export interface Transcript {
  /** In the order in which they were begun. */
  readonly lines: readonly Line[]
  readonly inside: Readonly<Record<string, Inside>>
  readonly nextId: number
}

export const emptyTranscript: Transcript = { lines: [], inside: {}, nextId: 1 }

/**
 * What to send so that the other end's line turns from `before` into `after`: the changed end is
 * erased and written again, since T.140 changes text at its end only.
 */
export function editOf(before: string, after: string): string {
  const old = charactersOf(before)
  const now = charactersOf(after)
  let same = 0
  while (same < old.length && same < now.length && old[same] === now[same]) same += 1
  return ERASE.repeat(old.length - same) + now.slice(same).join('')
}

/** The text of people, as it may be sent: new lines in one form, no control characters. */
export const plainText = (text: string): string =>
  text.replace(/\r\n?|\n|\u2029/g, NEW_LINE).replace(/[\p{Cc}\uFEFF]/gu, '')

/** What `who` has written, added to the transcript. */
export function written(transcript: Transcript, who: string, text: string): Transcript {
  const writer = new Writer(transcript, who)
  for (const character of text) writer.take(character)
  return writer.transcript
}

/** Something that `who` wrote may have been lost. */
export const missed = (transcript: Transcript, who: string): Transcript =>
  written(transcript, who, MISSING)

/** The line that `who` writes just now. */
export const openLine = ({ lines }: Transcript, who: string): Line | null =>
  lines.findLast((line) => line.who === who && !line.done) ?? null

/** As T.140 erases them: a character together with the marks that stand on it. */
const charactersOf = (text: string): readonly string[] => text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? []

/** After so many characters a control string that does not end was none. */
const LONGEST_STRING = 256

class Writer {
  private readonly lines: Line[]
  private inside: Inside
  private skipped = 0
  private nextId: number

  constructor(
    private readonly before: Transcript,
    private readonly who: string,
  ) {
    this.lines = [...before.lines]
    this.inside = before.inside[who] ?? 'text'
    this.nextId = before.nextId
  }

  get transcript(): Transcript {
    return {
      lines: this.lines,
      inside: { ...this.before.inside, [this.who]: this.inside },
      nextId: this.nextId,
    }
  }

  take(character: string): void {
    switch (this.inside) {
      case 'escape':
        this.inside = 'text'
        return
      case 'sequence':
        // A control sequence ends with its first letter, which says what it does (ISO 6429).
        if (/[@-~]/.test(character)) this.inside = 'text'
        return
      case 'string':
        this.skipped += 1
        if (character === '\u009C' || this.skipped > LONGEST_STRING) this.inside = 'text'
        return
      case 'return':
        this.inside = 'text'
        if (character === '\n') return
    }
    this.show(character)
  }

  private show(character: string): void {
    switch (character) {
      case ERASE:
        return this.erase()
      case '\r':
        this.inside = 'return'
        return this.endLine()
      case '\n':
      case '\u2029':
      case NEW_LINE:
        return this.endLine()
      case '\u001B':
        this.inside = 'escape'
        return
      case '\u009B':
        this.inside = 'sequence'
        return
      case '\u0098':
        this.inside = 'string'
        this.skipped = 0
        return
    }
    // The byte order mark begins a conversation or keeps it alive; the bell and others are not shown.
    if (!/[\p{Cc}\uFEFF]/u.test(character)) this.add(character)
  }

  private add(character: string): void {
    const open = this.open()
    if (open === null) {
      this.lines.push({ id: this.nextId, who: this.who, text: character, done: false })
      this.nextId += 1
      if (this.lines.length > LINES_KEPT) this.lines.shift()
      return
    }
    const line = this.lines[open] as Line
    this.lines[open] = { ...line, text: line.text + character }
    if (lengthOf(line.text) + 1 >= LINE_CHARACTERS) this.endLine()
  }

  private erase(): void {
    const open = this.open()
    if (open === null) {
      const last = this.lines.findLastIndex(({ who }) => who === this.who)
      if (last >= 0) this.lines[last] = { ...(this.lines[last] as Line), done: false }
      return
    }
    const line = this.lines[open] as Line
    const text = charactersOf(line.text).slice(0, -1).join('')
    if (text === '') this.lines.splice(open, 1)
    else this.lines[open] = { ...line, text }
  }

  private endLine(): void {
    const open = this.open()
    if (open !== null) this.lines[open] = { ...(this.lines[open] as Line), done: true }
  }

  private open(): number | null {
    const index = this.lines.findLastIndex(({ who, done }) => who === this.who && !done)
    return index < 0 ? null : index
  }
}

const lengthOf = (text: string): number => Array.from(text).length
