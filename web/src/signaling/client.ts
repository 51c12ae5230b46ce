/** A workspace's end of the wire: connection, answers to messages, state, renewal. */
import type { ClientMessage } from '@/protocol/client'
import type { ErrorCode, ServerMessage } from '@/protocol/server'
import type { Api } from '@/api/http'
import { randomId } from '@/lib/ids'
import { createStore, type Readable } from '@/lib/store'
import type { Clock } from '@/lib/timers'
import { emptyState, reduce, type WorkspaceState } from '@/state/workspace'
import type { ConnectionState } from './connection'
import { Pending, Refused } from './pending'
import { Renewal } from './renewal'
import type { ResumeToken } from './resume'
import { Socket } from './socket'

const PROBE_MS = 4000

/** An ending that the server could not take up is said again after this. */
const SAID_AGAIN_MS = 1000

type Listener = (message: ServerMessage) => void

export interface ClientOptions {
  urls: readonly string[]
  resume: ResumeToken
  clock: Clock
  random: () => number
  api: Pick<Api, 'me' | 'renew'>
  makeSocket?: (url: string) => WebSocket
}

export class SignalingClient {
  readonly state = createStore<WorkspaceState>(emptyState)
  private readonly socket: Socket
  private readonly pending = new Pending()
  private readonly renewal: Renewal
  private readonly listeners = new Set<Listener>()
  private heard = 0
  private welcomed = false

  constructor(private readonly options: ClientOptions) {
    this.renewal = new Renewal({ clock: options.clock, renew: () => this.renew() })
    this.socket = new Socket({
      ...options,
      onMessage: (message) => this.receive(message),
      hasAccess: async () => (await options.api.me()) !== null,
    })
    this.socket.state.subscribe(() => this.followConnection())
  }

  get connection(): Readable<ConnectionState> {
    return this.socket.state
  }

  start(): void {
    this.socket.start()
  }

  /** Be away for a while: the place is kept for who comes back with the token. */
  stop(): void {
    this.socket.stop()
    this.renewal.stop()
  }

  /** Connect as a new participant, where the old place was taken by another tab. */
  startAnew(): void {
    this.options.resume.forget()
    this.socket.start()
  }

  /** Leave for good: no place is kept. */
  leave(): void {
    this.socket.send({ type: 'bye' })
    this.options.resume.forget()
    this.stop()
    this.state.set(emptyState)
  }

  hurry(): void {
    this.socket.hurry()
  }

  /**
   * Say something and wait for its `ack`; rejects with `Refused`. What is wished is said
   * again after a short loss of connection; `once` is for what is then out of date.
   */
  async request(message: ClientMessage, once = false): Promise<void> {
    const id = randomId('m')
    const whole = { ...message, id }
    const ready = this.connection.get().phase === 'ready'
    if (once && !ready) throw new Refused('connection_lost')
    const answer = this.pending.add(id, whole, !once)
    if (ready) this.socket.send(whole)
    return answer
  }

  /** Say something that is not worth repeating after a lost connection. */
  send(message: ClientMessage): boolean {
    return this.socket.send(message)
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * Find out whether the server still answers. Browsers do not show the socket's pings to
   * a page, and a socket on a dead network looks open for minutes.
   */
  probe(): void {
    if (this.connection.get().phase !== 'ready') return
    const before = this.heard
    this.send({ type: 'ice.get', id: randomId('m') })
    this.options.clock.after(PROBE_MS, () => {
      if (this.heard === before && this.connection.get().phase === 'ready') this.socket.abandon()
    })
  }

  private receive(message: ServerMessage): void {
    this.heard += 1
    this.state.set(reduce(this.state.get(), message, this.options.clock.now()))
    if (message.type === 'ack') this.pending.acknowledged(message.re)
    if (message.type === 'error' && message.re) this.refused(message.re, message.code)
    if (message.type === 'welcome' || message.type === 'access.state') {
      this.renewal.holdsFor(message.expires_in_s)
    }
    if (message.type === 'welcome') this.settleIn(message.resumed)
    for (const listener of [...this.listeners]) listener(message)
  }

  private refused(id: string, code: ErrorCode): void {
    const owed = code === 'unavailable' ? this.pending.owed(id) : null
    if (!owed) return this.pending.refused(id, code)
    this.options.clock.after(SAID_AGAIN_MS, () => {
      // Unless it was said again on a new connection meanwhile, and answered.
      if (this.pending.owed(id) && this.connection.get().phase === 'ready') this.send(owed)
    })
  }

  /** As a new participant we do not repeat what we asked as another. */
  private settleIn(resumed: boolean): void {
    if (!resumed && this.welcomed) this.pending.refuseAll()
    this.welcomed = true
  }

  private followConnection(): void {
    const { phase } = this.connection.get()
    if (phase === 'ready') for (const message of this.pending.toRepeat()) this.send(message)
    else if (phase === 'waiting') this.pending.lost()
    else if (phase === 'refused' || phase === 'stopped') this.pending.refuseAll()
    // Nobody here any more, and so no conversation, camera or microphone either.
    if (phase === 'refused') this.state.set(emptyState)
  }

  private async renew(): Promise<void> {
    await this.options.api.renew()
    await this.request({ type: 'access.renew' })
  }
}

export { Refused }
