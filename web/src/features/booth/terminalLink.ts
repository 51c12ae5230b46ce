/** The page's one connection: to the terminal that serves it, on the same machine. */
import { createStore } from '@/lib/store'
import type { Clock } from '@/lib/timers'
import type {
  BoothIdle,
  BoothPointer,
  BoothPrint,
  BoothSound,
  BoothState,
  BoothStroke,
  BoothTold,
  Screen,
} from '@/protocol/booth-to-page'
import type { FromBooth } from '@/protocol/booth-to-terminal'
import { backoffMs } from '@/signaling/backoff'
import { Pictures } from './pictures'
import { BoothText } from './text/boothText'

/** The terminal is near: it is asked again sooner than a server would be. */
const MOST_ATTEMPTS = 3

/** The screens on which what was written stays. */
const WITH_STAFF: ReadonlySet<Screen> = new Set(['conversation', 'on_hold', 'with_clerk'])

export interface TerminalLinkOptions {
  url: string
  clock: Clock
  random: () => number
  makeSocket?: (url: string) => WebSocket
  /** Load the page anew: nothing of a visit is left then, in its memory neither. */
  renew?: () => void
}

export class TerminalLink {
  /** What the screen shows; null while the terminal cannot be reached. */
  readonly state = createStore<BoothState | null>(null)
  /** What is heard just now; null while nothing was told. */
  readonly sound = createStore<BoothSound | null>(null)
  /** What a free booth shows when nobody touches it; null while nothing was told. */
  readonly idle = createStore<BoothIdle | null>(null)
  /** What is marked on the paper. */
  readonly pointers = createStore<readonly BoothPointer[]>([])
  readonly strokes = createStore<readonly BoothStroke[]>([])
  /** What there is to print. */
  readonly print = createStore<BoothPrint['shown']>(null)
  readonly pictures = new Pictures((picture, seq) =>
    this.send({ type: 'booth.shown', picture, seq }),
  )
  /** What is written in the conversation; gone with it. */
  readonly text: BoothText
  private socket: WebSocket | null = null
  /** Whether anything but the start was shown: browsers keep what was on the screen for long. */
  private used = false
  private attempt = 0
  private cancelRetry: (() => void) | null = null

  constructor(private readonly options: TerminalLinkOptions) {
    this.text = new BoothText(options.clock, (text) => this.send({ type: 'booth.write', text }))
  }

  start(): void {
    const make = this.options.makeSocket ?? ((url) => new WebSocket(url))
    const socket = make(this.options.url)
    socket.binaryType = 'arraybuffer'
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.receive(event.data)
    socket.onclose = () => this.lost()
    this.socket = socket
  }

  stop(): void {
    this.cancelRetry?.()
    if (this.socket) this.socket.onclose = this.socket.onmessage = null
    this.socket?.close()
    this.socket = null
  }

  send(message: FromBooth): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message))
  }

  private receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      void this.pictures.take(data)
      return
    }
    this.attempt = 0
    const told = JSON.parse(data) as BoothTold
    switch (told.type) {
      case 'booth.sound':
        return this.sound.set(told)
      case 'booth.pointers':
        return this.pointers.set(told.pointers)
      case 'booth.strokes':
        return this.strokes.set(told.strokes)
      case 'booth.print':
        return this.print.set(told.shown)
      case 'booth.idle':
        return this.idle.set(told)
      case 'booth.written':
        return this.text.came(told.participant, told.text)
      case 'booth.state':
        if (!WITH_STAFF.has(told.screen)) this.text.clear()
        if (told.screen !== 'start') this.used = true
        else if (this.used && this.options.renew) return this.options.renew()
        return this.state.set(told)
    }
  }

  private lost(): void {
    this.socket = null
    this.state.set(null)
    this.sound.set(null)
    this.pointers.set([])
    this.strokes.set([])
    this.print.set(null)
    this.text.clear()
    this.pictures.reset()
    const wait = backoffMs(this.attempt, this.options.random())
    this.attempt = Math.min(this.attempt + 1, MOST_ATTEMPTS)
    this.cancelRetry = this.options.clock.after(wait, () => this.start())
  }
}
