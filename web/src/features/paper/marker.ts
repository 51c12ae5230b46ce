/** Tells the terminal where one person points and draws: not too often, and what counts. */
import type { Clock } from '@/lib/timers'
import type { DeskAsk } from '@/protocol/desk-to-terminal'
import type { Shows, Spot } from '@/protocol/desk-to-person'
import { STROKE_POINTS, STROKE_POINTS_AT_ONCE } from '@/protocol/constants'

/** Between two messages of each kind, ms: the terminal takes 60 a second in all. */
const PERIOD_MS = 50
/** So often the pointer is told though it rests; else the terminal thinks that nobody points. */
const AGAIN_MS = 1000

export type MarkAsk = Extract<
  DeskAsk,
  { type: 'pointer.set' | 'stroke.add' | 'marks.undo' | 'marks.clear' }
>

/** In which picture a mark is made; `paper` null: in the living one. */
export interface Where {
  readonly shows: Shows
  readonly paper: number | null
}

interface Open extends Where {
  stroke: string
  count: number
  waiting: Spot[]
}

export class Marker {
  private pointer: (Where & { at: Spot }) | null = null
  /** What was told last of the pointer: that it is somewhere. */
  private isShown = false
  /** Whether it may be told at once. */
  private isFree = true
  private cancelPointer: (() => void) | null = null
  private open: Open | null = null
  private lastDrawn: Spot | null = null
  private cancelStroke: (() => void) | null = null

  constructor(
    private readonly send: (ask: MarkAsk) => void,
    private readonly clock: Clock,
    private readonly newId: () => string,
  ) {}

  /** Point there; null: nowhere any more. */
  point(where: Where, at: Spot | null): void {
    this.pointer = at && { ...plain(where), at }
    if (at) {
      if (this.isFree) this.tellPointer()
      return
    }
    this.cancelPointer?.()
    this.isFree = true
    if (this.isShown) this.send({ type: 'pointer.set', ...plain(where), at: null })
    this.isShown = false
  }

  /** Draw on to there, beginning a stroke if none is open. */
  draw(where: Where, at: Spot): void {
    const { open } = this
    if (!open || open.count >= STROKE_POINTS) {
      const last = this.lastDrawn
      this.flush()
      this.open = { ...plain(where), stroke: this.newId(), count: 0, waiting: [] }
      // A stroke that is full goes on in another one, without a gap.
      if (open && last) this.add(last)
    }
    this.add(at)
    this.cancelStroke ??= this.clock.after(PERIOD_MS, () => this.flush())
  }

  /** The pen is lifted: the stroke is whole. */
  lift(): void {
    this.flush()
    this.open = this.lastDrawn = null
  }

  undo(): void {
    this.lift()
    this.send({ type: 'marks.undo' })
  }

  clear(): void {
    this.lift()
    this.send({ type: 'marks.clear' })
  }

  /** Nothing more is told, and nobody points any more. */
  stop(): void {
    this.lift()
    this.point({ shows: 'page', paper: null }, null)
  }

  private tellPointer(): void {
    const told = this.pointer
    if (!told) return
    this.send({ type: 'pointer.set', ...told })
    this.isShown = true
    this.isFree = false
    this.cancelPointer?.()
    this.cancelPointer = this.clock.after(PERIOD_MS, () => {
      this.isFree = true
      if (this.pointer !== told) this.tellPointer()
      else this.cancelPointer = this.clock.after(AGAIN_MS, () => this.tellPointer())
    })
  }

  private add(at: Spot): void {
    if (!this.open) return
    this.open.waiting.push(at)
    this.open.count += 1
    this.lastDrawn = at
    if (this.open.waiting.length >= STROKE_POINTS_AT_ONCE) this.flush()
  }

  private flush(): void {
    this.cancelStroke?.()
    this.cancelStroke = null
    const { open } = this
    if (!open || open.waiting.length === 0) return
    const { stroke, waiting } = open
    open.waiting = []
    this.send({ type: 'stroke.add', stroke, ...plain(open), points: waiting })
  }
}

const plain = ({ shows, paper }: Where): Where => ({ shows, paper })
