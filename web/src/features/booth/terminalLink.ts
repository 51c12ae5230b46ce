/** The page's one connection: to the terminal that serves it, on the same machine. */
import { createStore } from '@/lib/store'
import type { Clock } from '@/lib/timers'
import type { BoothSound, BoothState, BoothTold } from '@/protocol/booth-to-page'
import type { FromBooth } from '@/protocol/booth-to-terminal'
import { backoffMs } from '@/signaling/backoff'
import { Pictures } from './pictures'

/** The terminal is near: it is asked again sooner than a server would be. */
const MOST_ATTEMPTS = 3

export interface TerminalLinkOptions {
  url: string
  clock: Clock
  random: () => number
  makeSocket?: (url: string) => WebSocket
}

export class TerminalLink {
  /** What the screen shows; null while the terminal cannot be reached. */
  readonly state = createStore<BoothState | null>(null)
  /** What is heard just now; null while nothing was told. */
  readonly sound = createStore<BoothSound | null>(null)
  readonly pictures = new Pictures((picture, seq) =>
    this.send({ type: 'booth.shown', picture, seq }),
  )
  private socket: WebSocket | null = null
  private attempt = 0
  private cancelRetry: (() => void) | null = null

  constructor(private readonly options: TerminalLinkOptions) {}

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
    if (told.type === 'booth.sound') this.sound.set(told)
    else this.state.set(told)
  }

  private lost(): void {
    this.socket = null
    this.state.set(null)
    this.sound.set(null)
    this.pictures.reset()
    const wait = backoffMs(this.attempt, this.options.random())
    this.attempt = Math.min(this.attempt + 1, MOST_ATTEMPTS)
    this.cancelRetry = this.options.clock.after(wait, () => this.start())
  }
}
