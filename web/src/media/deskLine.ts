/** One room's paper on whichever data channel is the living one. In memory only. */
import { createStore, type Readable } from '@/lib/store'
import { randomId } from '@/lib/ids'
import { DESK_LABEL, DESK_PROTOCOL } from '@/protocol/constants'
import type { StillPart } from '@/protocol/desk-to-person'
import type { DeskAsk } from '@/protocol/desk-to-terminal'
import { newDesk, progress, step, type DeskEffect, type DeskEvent, type DeskState, type Wanted } from './desk'
import { LivingChannel } from './livingChannel'
import { decodedMark } from './markMessages'
import { marked, noMarks, type MarksState } from './marks'
import { decodedPrint, Printing } from './printing'
import { forgetPicture, inspectPicture, type Inspect } from './stillFile'

const PROGRESS_STEPS = 25

export interface DeskLineOptions {
  inspect?: Inspect
  /** Ms since 1970. */
  now?: () => number
}

export class DeskLine {
  /** What is shown: bytes that come alone change it in steps only. */
  private readonly store = createStore<DeskState>(newDesk)
  private current: DeskState = newDesk
  private readonly channel = new LivingChannel({
    opened: () => this.dispatch({ type: 'opened' }),
    came: (data) => this.came(data),
    closed: () => {
      // Those that there are then are told anew on the next channel.
      this.marked.set(noMarks)
      this.printing.closed()
      this.dispatch({ type: 'closed' })
    },
    low: () => this.printing.pump(),
  })
  /** Apart from the rest, which stays as it is while somebody points. */
  private readonly marked = createStore<MarksState>(noMarks)
  /** What the resident is offered to print. */
  readonly printing = new Printing({
    text: (ask) => this.channel.send(JSON.stringify(ask)),
    bytes: (data) => this.channel.send(data),
    waiting: () => this.channel.waiting,
  })
  private held: ArrayBuffer[] = []
  private readonly inspect: Inspect
  private readonly now: () => number

  constructor({ inspect = inspectPicture, now = Date.now }: DeskLineOptions = {}) {
    this.inspect = inspect
    this.now = now
  }

  get state(): Readable<DeskState> {
    return this.store
  }

  /** What everybody has marked on the paper. */
  get marks(): Readable<MarksState> {
    return this.marked
  }

  /** Mark something, if that can be told now. */
  mark(ask: Extract<DeskAsk, { type: 'pointer.set' | 'stroke.add' | `marks.${string}` }>): void {
    if (this.current.open && this.current.allowed) this.channel.send(JSON.stringify(ask))
  }

  /** Show the paper so, to everybody in the room. */
  show(wanted: Wanted): void {
    this.dispatch({ type: 'want', wanted })
  }

  takeStill(): void {
    this.dispatch({ type: 'get', id: randomId('s'), at: this.now() })
  }

  cancelStill(): void {
    this.dispatch({ type: 'cancel' })
  }

  /** Forget a still that has come. */
  remove(still: string): void {
    this.dispatch({ type: 'remove', still })
  }

  /** Whether the room grants the document; without it nothing of the paper is kept. */
  allow(on: boolean): void {
    if (!on) this.marked.set(noMarks)
    if (on !== this.current.allowed) this.dispatch({ type: 'allow', on })
  }

  /** Use the channel of a newer connection in place of the one before. */
  attach(channel: RTCDataChannel): void {
    this.channel.attach(channel)
  }

  /** The channel's connection is replaced or over. */
  detach(): void {
    this.channel.detach()
  }

  /** The room is over: nothing of it stays. */
  end(): void {
    this.marked.set(noMarks)
    this.dispatch({ type: 'allow', on: false })
    this.detach()
    this.printing.end()
  }

  private came(data: unknown): void {
    if (typeof data === 'string') {
      const mark = decodedMark(data)
      const print = mark ? null : decodedPrint(data)
      if (mark) this.marked.set(marked(this.marked.get(), mark))
      else if (print) this.printing.told(print)
      else this.dispatch({ type: 'text', data })
    } else if (data instanceof ArrayBuffer) this.dispatch({ type: 'bytes', bytes: data })
  }

  private dispatch(event: DeskEvent): void {
    const before = this.current
    const [next, effects] = step(before, event)
    this.current = next
    if (event.type !== 'bytes' || stepsOf(before) !== stepsOf(next)) this.store.set(next)
    for (const effect of effects) this.perform(effect)
  }

  private perform(effect: DeskEffect): void {
    switch (effect.do) {
      case 'send':
        this.channel.send(JSON.stringify(effect.ask))
        return
      case 'hold':
        this.held = firstBytes(this.held, effect.keep)
        return
      case 'take':
        this.held.push(effect.bytes)
        return
      case 'check':
        this.check(effect.still, effect.part)
        return
      case 'forget':
        forgetPicture(effect.picture)
        return
    }
  }

  private check(still: string, part: StillPart): void {
    const bytes = this.held
    this.held = []
    this.inspect(bytes, part).then(
      (picture) => this.dispatch({ type: 'checked', still, picture }),
      () => this.dispatch({ type: 'checked', still, picture: null }),
    )
  }
}

/** How far the part under way is, so that a page is not drawn anew for each frame. */
const stepsOf = ({ asking }: DeskState): number | null =>
  asking?.part ? Math.floor((progress(asking) ?? 0) * PROGRESS_STEPS) : null

function firstBytes(held: readonly ArrayBuffer[], keep: number): ArrayBuffer[] {
  const kept: ArrayBuffer[] = []
  let length = 0
  for (const each of held) {
    if (length >= keep) break
    kept.push(length + each.byteLength > keep ? each.slice(0, keep - length) : each)
    length += each.byteLength
  }
  return kept
}

export const makeDeskChannel = (connection: RTCPeerConnection): RTCDataChannel =>
  connection.createDataChannel(DESK_LABEL, { protocol: DESK_PROTOCOL, ordered: true })
