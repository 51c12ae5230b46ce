/** What a person shows the others: their screen, a window or a tab, or the pages of a file. */
import { createStore, type Readable } from '@/lib/store'
import { browserClock, type Clock } from '@/lib/timers'
import { CONTENT_HINTS } from '../transceivers'
import type { FileShow } from './fileShow'
import type { OpenFile } from './openFile'
import { FileError, type FileFailure } from './pages'

/** Why nothing is shown, where that needs words. */
export type ShareNote = 'refused' | 'failed' | 'ended' | 'changed' | 'other' | FileFailure

export interface ShareState {
  /** What is sent; null: nothing is shown. */
  track: MediaStreamTrack | null
  /** The pages, if it is a file that is shown. */
  file: FileShow | null
  /** The browser asks what to show, or a file is being opened. */
  starting: 'screen' | 'file' | null
  note: ShareNote | null
}

const NOTHING: ShareState = { track: null, file: null, starting: null, note: null }

/**
 * Print needs pixels, not frames: as many as the booth's page draws, and half of a film's rate.
 * The own tab would show itself in itself without end.
 */
const DISPLAY = {
  video: { width: { max: 1920 }, height: { max: 1920 }, frameRate: { ideal: 15, max: 15 } },
  audio: false,
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
} as const

type Display = Pick<MediaDevices, 'getDisplayMedia'>

export class ScreenShare {
  private readonly store = createStore<ShareState>(NOTHING)
  /** What has begun since is not to be disturbed by what began before. */
  private turn = 0

  constructor(
    private readonly display = navigator.mediaDevices as Partial<Display> | undefined,
    private readonly clock: Clock = browserClock,
    private readonly open?: OpenFile,
  ) {}

  get state(): Readable<ShareState> {
    return this.store
  }

  /** Browsers of telephones show no screens. */
  get possible(): boolean {
    return typeof this.display?.getDisplayMedia === 'function'
  }

  /** Ask what to show, and show it. To be called in a click. */
  async showScreen(): Promise<void> {
    const turn = this.begin('screen')
    try {
      const stream = await this.display?.getDisplayMedia?.(DISPLAY)
      this.began(turn, stream?.getVideoTracks()[0], null)
    } catch (error) {
      const refused = error instanceof DOMException && error.name === 'NotAllowedError'
      this.failed(turn, refused ? 'refused' : 'failed')
    }
  }

  /** Show a file's pages; it is read in this browser only. */
  async showFile(file: File): Promise<void> {
    const turn = this.begin('file')
    let pages: FileShow | null = null
    try {
      // Only now, since most conversations show no file.
      const shows = await import('./fileShow')
      pages = new shows.FileShow(this.clock, this.open)
      this.began(turn, await pages.start(file), pages)
    } catch (error) {
      pages?.close()
      this.failed(turn, error instanceof FileError ? error.failure : 'broken')
    }
  }

  stop(note: ShareNote | null = null): void {
    const { track, starting } = this.store.get()
    if (!track && !starting) return
    this.end()
    this.store.set({ ...NOTHING, note })
  }

  /** Nothing of a conversation stays for the next one. */
  reset(): void {
    this.end()
    this.store.set(NOTHING)
  }

  private begin(starting: 'screen' | 'file'): number {
    this.end()
    this.store.set({ ...NOTHING, starting })
    return this.turn
  }

  private began(turn: number, track: MediaStreamTrack | undefined, file: FileShow | null): void {
    if (turn !== this.turn || !track) {
      track?.stop()
      file?.close()
      if (!track) this.failed(turn, 'failed')
      return
    }
    track.contentHint = CONTENT_HINTS.screen
    // By the browser's own button, or because the window was closed.
    track.onended = () => this.stop('ended')
    this.store.set({ ...NOTHING, track, file })
  }

  private failed(turn: number, note: ShareNote): void {
    if (turn === this.turn) this.store.set({ ...NOTHING, note })
  }

  private end(): void {
    this.turn += 1
    const { track, file } = this.store.get()
    if (track) {
      track.onended = null
      track.stop()
    }
    file?.close()
  }
}
