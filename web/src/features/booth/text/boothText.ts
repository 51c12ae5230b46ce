/** What is written in the conversation on the booth screen. In memory only, gone with it. */
import { createStore, type Readable } from '@/lib/store'
import type { Clock } from '@/lib/timers'
import { RttWriter } from '@/media/rttWriter'
import { emptyTranscript, written, type Transcript } from '@/media/t140'

/** Under which the resident's own lines stand. */
export const RESIDENT = 'resident'

export interface BoothTextState {
  readonly transcript: Transcript
  /** The line that the resident is writing. */
  readonly line: string
}

const nothing: BoothTextState = { transcript: emptyTranscript, line: '' }

export class BoothText {
  private readonly store = createStore<BoothTextState>(nothing)
  private readonly writer: RttWriter

  constructor(clock: Clock, send: (text: string) => void) {
    this.writer = new RttWriter(clock, send)
  }

  get state(): Readable<BoothTextState> {
    return this.store
  }

  /** The resident's line holds this now; each new line in it ends one. */
  write(now: string): void {
    const edit = this.writer.write(now)
    const { transcript } = this.store.get()
    this.store.set({
      transcript: edit === '' ? transcript : written(transcript, RESIDENT, edit),
      line: now.slice(now.lastIndexOf('\n') + 1),
    })
  }

  /** Somebody in the room has written. */
  came(who: string, text: string): void {
    const state = this.store.get()
    this.store.set({ ...state, transcript: written(state.transcript, who, text) })
  }

  /** The conversation is over, or the terminal began anew: nothing of it stays. */
  clear(): void {
    this.writer.stop()
    if (this.store.get() !== nothing) this.store.set(nothing)
  }
}
