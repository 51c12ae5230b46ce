/**
 * Sends what is written while it is written: the first character at once, what follows gathered
 * for a moment (RFC 8865, 5.2: at most 500 ms; EN 301 549, 6.2.4).
 */
import type { Clock } from '@/lib/timers'
import { RTT_CHARACTERS } from '@/protocol/constants'
import { editOf, MISSING, NEW_LINE, plainText } from './t140'

export const GATHER_MS = 300

export class RttWriter {
  /** What the line holds that is being written. */
  private line = ''
  private due = ''
  private cancel: (() => void) | null = null

  constructor(
    private readonly clock: Clock,
    private readonly send: (text: string) => void,
  ) {}

  /** What stands on the line that is not finished. */
  get open(): string {
    return this.line
  }

  /** The line holds this now; each new line in it ends one. Gives the T.140 that says so. */
  write(now: string): string {
    const text = plainText(now)
    const edit = editOf(this.line, text)
    this.line = text.slice(text.lastIndexOf(NEW_LINE) + 1)
    if (edit === '') return ''
    this.due = bounded(this.due + edit)
    if (!this.cancel) this.flush()
    return edit
  }

  /** Nothing is written any more; what was due is not sent. */
  stop(): void {
    this.cancel?.()
    this.cancel = null
    this.line = this.due = ''
  }

  private flush(): void {
    this.cancel = null
    if (this.due === '') return
    const text = this.due
    this.due = ''
    this.cancel = this.clock.after(GATHER_MS, () => this.flush())
    this.send(text)
  }
}

/** Not more than fits into a frame: somebody pastes a book. */
export const bounded = (text: string): string =>
  text.length <= RTT_CHARACTERS ? text : MISSING + text.slice(1 - RTT_CHARACTERS)
