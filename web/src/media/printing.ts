/** A paper that is offered to the resident to print: how far it has come, and its bytes' way there. */
import { randomId } from '@/lib/ids'
import { createStore, type Readable } from '@/lib/store'
import { DESK_BYTES, PRINT_BYTES } from '@/protocol/constants'
import type {
  PrinterProblem,
  PrinterState,
  PrintFailure,
  PrintStage,
  PrintState,
} from '@/protocol/desk-to-person'
import type { DeskAsk, Printable } from '@/protocol/desk-to-terminal'

/** So much may wait in the channel: more would only lie there, before what is said meanwhile. */
export const WAITING_BYTES = 256 * 1024

const PRINTABLE: readonly string[] = ['application/pdf', 'image/jpeg', 'image/png']
const OVER: ReadonlySet<PrintStage> = new Set(['printed', 'declined', 'withdrawn', 'failed'])
const STAGES: readonly PrintStage[] = [
  'receiving',
  'offered',
  'printing',
  'printed',
  'declined',
  'withdrawn',
  'failed',
]
const FAILURES: readonly PrintFailure[] = ['busy', 'no_printer', 'not_printable', 'lost', 'printer']
const PROBLEMS: readonly PrinterProblem[] = ['unreachable', 'stopped']
const ID = /^[A-Za-z0-9_.:-]{4,96}$/

export interface PrintJob {
  readonly id: string
  readonly stage: PrintStage
  readonly reason: PrintFailure | null
}

export interface PrintingState {
  /** The terminal's printer; null: it has none, or has not told of it yet. */
  readonly printer: PrinterState | null
  /** What was offered last. */
  readonly job: PrintJob | null
}

/** Why a file cannot be offered; null: it can. */
export type Unprintable = 'kind' | 'size' | 'printer'

const NOTHING: PrintingState = { printer: null, job: null }

export const isOver = (job: PrintJob | null): boolean => !job || OVER.has(job.stage)

/** Whether this file can be printed there now. */
export function unprintable(file: File, printer: PrinterState): Unprintable | null {
  if (!PRINTABLE.includes(file.type)) return 'kind'
  if (file.size > PRINT_BYTES || file.size === 0) return 'size'
  return printer.problem ? 'printer' : null
}

/** A text frame of the terminal's; null when it is nothing of printing, or cannot be believed. */
export function decodedPrint(data: string): PrinterState | PrintState | null {
  if (data.length > DESK_BYTES || !/"print(er)?\./.test(data)) return null
  try {
    const fields = JSON.parse(data) as Record<string, unknown> | null
    const reason = FAILURES.find((each) => each === fields?.['reason']) ?? null
    const stage = STAGES.find((each) => each === fields?.['stage'])
    const problem = PROBLEMS.find((each) => each === fields?.['problem']) ?? null
    const job = fields?.['job']
    if (fields?.['type'] === 'printer.state') return { type: 'printer.state', problem }
    if (fields?.['type'] !== 'print.state' || !stage) return null
    if (typeof job !== 'string' || !ID.test(job)) return null
    return { type: 'print.state', job, stage, reason }
  } catch {
    return null
  }
}

/** What a printing needs of the channel that lives now. */
export interface Sends {
  text: (ask: DeskAsk) => void
  bytes: (data: ArrayBuffer) => void
  /** Bytes that wait to be sent; null while no channel is open. */
  waiting: () => number | null
}

export class Printing {
  private readonly store = createStore<PrintingState>(NOTHING)
  /** What is being sent, and how much of it is. */
  private rest: ArrayBuffer | null = null
  private sent = 0

  constructor(private readonly sends: Sends) {}

  get state(): Readable<PrintingState> {
    return this.store
  }

  /** Offer it; what is wrong with it the terminal says. */
  async offer(file: File): Promise<void> {
    if (!isOver(this.store.get().job)) return
    const id = randomId('p')
    this.change({ job: { id, stage: 'receiving', reason: null } })
    const data = await file.arrayBuffer().catch(() => null)
    if (this.store.get().job?.id !== id) return
    if (!data || this.sends.waiting() === null) {
      this.change({ job: { id, stage: 'failed', reason: data ? 'lost' : 'not_printable' } })
      return
    }
    this.sends.text({ type: 'print.offer', job: id, mime: file.type as Printable, size: data.byteLength })
    this.rest = data
    this.sent = 0
    this.pump()
  }

  /** Do not print it, if it does not print yet. */
  withdraw(): void {
    const { job } = this.store.get()
    if (!job || isOver(job)) return
    this.rest = null
    this.sends.text({ type: 'print.withdraw', job: job.id })
  }

  /** It has been read how it went. */
  dismiss(): void {
    if (isOver(this.store.get().job)) this.change({ job: null })
  }

  told(told: PrinterState | PrintState): void {
    if (told.type === 'printer.state') return this.change({ printer: told })
    const { job } = this.store.get()
    const now = { id: told.job, stage: told.stage, reason: told.reason ?? null }
    // One that this page does not know of was offered before it was loaded anew.
    if (job ? job.id !== now.id : isOver(now)) return
    if (now.stage !== 'receiving') this.rest = null
    this.change({ job: now })
  }

  /** There is room in the channel. */
  pump(): void {
    while (this.rest) {
      const waiting = this.sends.waiting()
      if (waiting === null || waiting >= WAITING_BYTES) return
      this.sends.bytes(this.rest.slice(this.sent, this.sent + DESK_BYTES))
      this.sent += DESK_BYTES
      if (this.sent >= this.rest.byteLength) this.rest = null
    }
  }

  /** The channel is gone: what was on its way does not arrive, and the printer is told of anew. */
  closed(): void {
    this.rest = null
    const { job } = this.store.get()
    const lost = job?.stage === 'receiving'
    this.change({ printer: null, ...(lost && { job: { ...job, stage: 'failed', reason: 'lost' } }) })
  }

  /** Nothing of the room stays. */
  end(): void {
    this.rest = null
    this.store.set(NOTHING)
  }

  private change(part: Partial<PrintingState>): void {
    this.store.set({ ...this.store.get(), ...part })
  }
}
