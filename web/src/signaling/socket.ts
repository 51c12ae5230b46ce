/** Performs the connection's effects on a WebSocket, and hands messages through. */
import type { ClientMessage } from '@/protocol/client'
import type { ServerMessage } from '@/protocol/server'
import { PROTOCOL_VERSION } from '@/protocol/constants'
import type { Clock } from '@/lib/timers'
import { createStore, type Readable, type Store } from '@/lib/store'
import {
  transition,
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
} from './connection'
import type { ResumeToken } from './resume'

export interface SocketOptions {
  url: string
  resume: ResumeToken
  clock: Clock
  random: () => number
  onMessage: (message: ServerMessage) => void
  /** Ask over HTTP whether anybody is signed in; false makes the workspace ask to. */
  hasAccess: () => Promise<boolean>
  makeSocket?: (url: string) => WebSocket
}

/** Closes that never get an answer from a dead network are given up after this. */
const ABANDONED = 4900

export class Socket {
  private readonly status: Store<ConnectionState> = createStore<ConnectionState>({
    phase: 'stopped',
  })
  private socket: WebSocket | null = null
  private cancelWait: (() => void) | null = null

  constructor(private readonly options: SocketOptions) {}

  get state(): Readable<ConnectionState> {
    return this.status
  }

  start(): void {
    const { phase } = this.status.get()
    if (phase === 'stopped' || phase === 'refused') this.dispatch({ type: 'start' })
  }

  stop(): void {
    this.dispatch({ type: 'stop' })
  }

  /** The network came back: do not sit out the waiting time. */
  hurry(): void {
    if (this.status.get().phase === 'waiting') this.dispatch({ type: 'retry' })
  }

  /** The socket is open in name only: give it up and connect again. */
  abandon(): void {
    const { socket } = this
    if (!socket) return
    this.detach()
    socket.close()
    this.dispatch({ type: 'closed', code: ABANDONED, random: this.options.random() })
  }

  send(message: ClientMessage): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(JSON.stringify(message))
    return true
  }

  private dispatch(event: ConnectionEvent): void {
    const [next, effects] = transition(this.status.get(), event)
    this.cancelWait?.()
    this.cancelWait = null
    this.status.set(next)
    for (const effect of effects) this.perform(effect)
  }

  private perform(effect: ConnectionEffect): void {
    switch (effect.do) {
      case 'open':
        return this.open()
      case 'hello':
        return this.hello()
      case 'wait':
        this.cancelWait = this.options.clock.after(effect.ms, () =>
          this.dispatch({ type: 'retry' }),
        )
        return
      case 'forget_resume':
        return this.options.resume.forget()
      case 'check_access':
        void this.checkAccess()
        return
      case 'close': {
        const { socket } = this
        this.detach()
        socket?.close(1000)
      }
    }
  }

  private open(): void {
    const make = this.options.makeSocket ?? ((url) => new WebSocket(url))
    const socket = make(this.options.url)
    this.socket = socket
    socket.onopen = () => this.dispatch({ type: 'opened' })
    socket.onmessage = (event) => this.receive(event.data)
    socket.onclose = (event) => {
      this.detach()
      this.dispatch({ type: 'closed', code: event.code, random: this.options.random() })
    }
  }

  private detach(): void {
    if (!this.socket) return
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null
    this.socket = null
  }

  private hello(): void {
    const resume = this.options.resume.get()
    const hello = { type: 'hello', protocol: PROTOCOL_VERSION, client: 'web' } as const
    this.send(resume ? { ...hello, resume } : hello)
  }

  private receive(data: unknown): void {
    if (typeof data !== 'string') return
    const message = JSON.parse(data) as ServerMessage
    const { phase } = this.status.get()
    if (message.type === 'welcome' || message.type === 'access.state') {
      this.options.resume.set(message.resume)
    }
    // The store is told first: who sees "ready" also sees what it is about.
    this.options.onMessage(message)
    if (message.type === 'welcome' && phase === 'greeting') this.dispatch({ type: 'welcome' })
    if (message.type === 'synced' && phase === 'syncing') this.dispatch({ type: 'synced' })
  }

  private async checkAccess(): Promise<void> {
    const allowed = await this.options.hasAccess().catch(() => true)
    const { phase } = this.status.get()
    if (!allowed && phase !== 'ready') this.dispatch({ type: 'unauthorized' })
  }
}
