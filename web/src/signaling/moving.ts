/**
 * Being welcomed by another server while the old socket still holds (make before break), so
 * that nobody is seen to have gone when a server is taken out of service.
 */
import type { ClientMessage } from '@/protocol/client'
import type { ServerMessage } from '@/protocol/server'
import type { Clock } from '@/lib/timers'
import { backoffMs } from './backoff'

/** A socket on which `welcome` has come, and what has come on it since. */
export interface Elsewhere {
  socket: WebSocket
  take: () => unknown[]
  close: () => void
}

export interface MovingOptions {
  clock: Clock
  random: () => number
  open: () => WebSocket
  hello: () => ClientMessage
  onWelcome: (there: Elsewhere) => void
}

export class Moving {
  private socket: WebSocket | null = null
  private cancelWait: (() => void) | null = null
  private attempt = 0

  constructor(private readonly options: MovingOptions) {}

  start(): void {
    if (this.socket || this.cancelWait) return
    this.attempt = 0
    this.knock()
  }

  /** The old socket is gone, or done with: nobody waits for a welcome any more. */
  stop(): void {
    this.cancelWait?.()
    this.cancelWait = null
    if (this.socket) quit(this.socket)
    this.socket = null
  }

  private knock(): void {
    const { open, hello } = this.options
    const socket = open()
    this.socket = socket
    socket.onopen = () => socket.send(JSON.stringify(hello()))
    socket.onclose = () => this.again()
    socket.onmessage = (event) => this.receive(socket, event.data)
  }

  private again(): void {
    this.socket = null
    this.cancelWait = this.options.clock.after(backoffMs(this.attempt, this.options.random()), () => {
      this.cancelWait = null
      this.knock()
    })
    this.attempt += 1
  }

  private receive(socket: WebSocket, data: unknown): void {
    if (typeof data !== 'string') return
    if ((JSON.parse(data) as ServerMessage).type !== 'welcome') return
    const told: unknown[] = [data]
    socket.onmessage = (event) => told.push(event.data)
    // It may close again at once: then going on with it ends like any lost connection.
    socket.onclose = null
    this.socket = null
    this.options.onWelcome({ socket, take: () => told, close: () => quit(socket) })
  }
}

function quit(socket: WebSocket): void {
  socket.onopen = socket.onmessage = socket.onclose = null
  socket.close()
}
