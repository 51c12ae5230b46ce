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
import { Moving, type Elsewhere } from './moving'
import type { ResumeToken } from './resume'

export interface SocketOptions {
  /** Where to connect; of several, the next is tried when one does not answer. */
  urls: readonly string[]
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

/** How long a socket that was left may take to answer what was said on it. */
const FAREWELL_MS = 2000

export class Socket {
  private readonly status: Store<ConnectionState> = createStore<ConnectionState>({
    phase: 'stopped',
  })
  private socket: WebSocket | null = null
  private cancelWait: (() => void) | null = null
  private opened = 0
  private readonly moving: Moving
  /** What is said between two sockets; null while there is one to say it on. */
  private held: ClientMessage[] | null = null

  constructor(private readonly options: SocketOptions) {
    this.moving = new Moving({
      clock: options.clock,
      random: options.random,
      open: () => this.make(),
      hello: () => this.greeting(),
      onWelcome: (there) => this.leaveFor(there),
    })
  }

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
    if (this.held) return this.held.push(message) > 0
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
    const socket = this.make()
    this.socket = socket
    socket.onopen = () => this.dispatch({ type: 'opened' })
    this.attach(socket)
  }

  private make(): WebSocket {
    const { urls } = this.options
    const url = urls[this.opened % urls.length] ?? ''
    this.opened += 1
    return this.options.makeSocket?.(url) ?? new WebSocket(url)
  }

  private attach(socket: WebSocket): void {
    socket.onmessage = (event) => this.receive(event.data)
    socket.onclose = (event) => {
      this.detach()
      this.dispatch({ type: 'closed', code: event.code, random: this.options.random() })
    }
  }

  /** Nothing more is said here but a farewell; what was said here is still answered here. */
  private leaveFor(there: Elsewhere): void {
    const { socket } = this
    if (!socket) return
    this.send({ type: 'bye' })
    this.held = []
    const late = this.options.clock.after(FAREWELL_MS, () => {
      socket.close()
      this.goOn(there)
    })
    socket.onclose = () => {
      late()
      this.goOn(there)
    }
  }

  private goOn(there: Elsewhere): void {
    // Given up meanwhile.
    if (!this.held) return there.close()
    const { held } = this
    this.detach()
    this.socket = there.socket
    this.attach(there.socket)
    this.dispatch({ type: 'moved' })
    if (there.socket.readyState > WebSocket.OPEN) return this.abandon()
    for (const data of there.take()) this.receive(data)
    for (const message of held) this.send(message)
  }

  private detach(): void {
    this.held = null
    this.moving.stop()
    if (!this.socket) return
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null
    this.socket = null
  }

  private hello(): void {
    this.send(this.greeting())
  }

  private greeting(): ClientMessage {
    const resume = this.options.resume.get()
    const hello = { type: 'hello', protocol: PROTOCOL_VERSION, client: 'web' } as const
    return resume ? { ...hello, resume } : hello
  }

  private receive(data: unknown): void {
    if (typeof data !== 'string') return
    const message = JSON.parse(data) as ServerMessage
    const { phase } = this.status.get()
    if ('resume' in message) this.options.resume.set(message.resume)
    if (message.type === 'server.move') this.moving.start()
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
