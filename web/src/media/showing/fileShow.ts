/** One file that is shown: its page on a canvas, whose picture is sent as a screen's is. */
import { createStore, type Readable } from '@/lib/store'
import type { Clock } from '@/lib/timers'
import { openFile, type OpenFile } from './openFile'
import {
  atPage,
  back,
  FileError,
  FIRST,
  forward,
  inParts,
  partOf,
  type FileFailure,
  type Pages,
  type Place,
} from './pages'

export interface FileState {
  name: string
  place: Place
  count: number
  /** The page on the canvas is not this one yet. */
  drawing: boolean
  /** Why the page is not there. */
  failure: FileFailure | null
}

/** For opening, and for drawing one page, ms. */
export const PATIENCE_MS = 20_000
/** A canvas gives a frame only when it is drawn: whoever comes later sees the page by the next. */
const AGAIN_MS = 500

export class FileShow {
  readonly canvas = document.createElement('canvas')
  private readonly store = createStore<FileState>({
    name: '',
    place: FIRST,
    count: 0,
    drawing: false,
    failure: null,
  })
  /** What is shown: it can be offered to be printed, too. */
  source: File | null = null
  private pages: Pages | null = null
  private whole: HTMLCanvasElement | null = null
  private drawn = ''
  private under: AbortController | null = null
  private cancelAgain: (() => void) | null = null
  private closed = false

  constructor(
    private readonly clock: Clock,
    private readonly open: OpenFile = openFile,
  ) {}

  get state(): Readable<FileState> {
    return this.store
  }

  /** Resolves to the picture to send, the first page on it; rejects with a `FileError`. */
  async start(file: File): Promise<MediaStreamTrack> {
    this.pages = await this.patiently('slow', (signal) => this.open(file, signal))
    if (this.closed) {
      this.pages.close()
      throw new FileError('broken')
    }
    this.source = file
    this.change({ name: file.name, count: this.pages.count })
    // Before the stream: browsers want to know what kind of canvas it is.
    this.paint()
    await this.show(FIRST)
    const [track] = this.canvas.captureStream().getVideoTracks()
    if (!track) throw new FileError('broken')
    this.again()
    return track
  }

  next(): void {
    this.go(forward(this.store.get().place, this.store.get().count))
  }

  previous(): void {
    this.go(back(this.store.get().place))
  }

  goTo(page: number): void {
    this.go(atPage(this.store.get().place, page, this.store.get().count))
  }

  larger(): void {
    const { place } = this.store.get()
    this.go(inParts(place, place.parts + 1))
  }

  smaller(): void {
    const { place } = this.store.get()
    this.go(inParts(place, place.parts - 1))
  }

  close(): void {
    this.closed = true
    this.under?.abort()
    this.cancelAgain?.()
    this.pages?.close()
    this.pages = null
    this.source = null
    this.whole = null
    this.canvas.width = this.canvas.height = 1
  }

  private go(place: Place | null): void {
    if (place) void this.show(place)
  }

  /** Draw there; only the newest wish is drawn. */
  private async show(place: Place): Promise<void> {
    const { pages } = this
    if (!pages) return
    this.change({ place, failure: null })
    const wanted = `${place.page} ${place.parts}`
    if (wanted !== this.drawn) {
      this.change({ drawing: true })
      this.under?.abort()
      const drawing = this.patiently('page', (signal) => pages.draw(place.page, place.parts, signal))
      const under = this.under
      const whole = await drawing.catch(() => null)
      if (this.under !== under || this.closed) return
      this.whole = whole
      this.drawn = whole ? wanted : ''
      this.change({ drawing: false, failure: whole ? null : 'page' })
    }
    this.paint()
  }

  /** The part on the canvas: white where the page could not be drawn. */
  private paint(): void {
    const context = this.canvas.getContext('2d', { alpha: false })
    if (!context || this.closed) return
    const { whole } = this
    const { top, height } = partOf(this.store.get().place)
    const size = whole
      ? { width: even(whole.width), height: even(whole.height * height) }
      : { width: 1280, height: 720 }
    if (this.canvas.width !== size.width || this.canvas.height !== size.height) {
      Object.assign(this.canvas, size)
    }
    context.fillStyle = 'white'
    context.fillRect(0, 0, size.width, size.height)
    if (!whole) return
    const from = Math.round(top * whole.height)
    context.drawImage(whole, 0, from, size.width, size.height, 0, 0, size.width, size.height)
  }

  private again(): void {
    this.cancelAgain = this.clock.after(AGAIN_MS, () => {
      this.paint()
      this.again()
    })
  }

  private async patiently<T>(
    failure: FileFailure,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const under = new AbortController()
    this.under = under
    const ended = new Promise<never>((_resolve, reject) => {
      under.signal.addEventListener('abort', () => reject(new FileError(failure)), { once: true })
    })
    const cancel = this.clock.after(PATIENCE_MS, () => under.abort())
    try {
      return await Promise.race([work(under.signal), ended])
    } finally {
      cancel()
    }
  }

  private change(part: Partial<FileState>): void {
    this.store.set({ ...this.store.get(), ...part })
  }
}

/** Pictures are sent with half the colour's rows and columns. */
const even = (pixels: number): number => Math.max(2, Math.floor(pixels / 2) * 2)
