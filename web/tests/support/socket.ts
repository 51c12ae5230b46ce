import type { ClientMessage } from '@/protocol/client'
import type { ServerMessage } from '@/protocol/server'

/** A WebSocket whose other end is the test. */
export class FakeSocket {
  readyState: number = WebSocket.CONNECTING
  binaryType = 'blob'
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  readonly sent: ClientMessage[] = []

  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage)
  }

  close(): void {
    this.readyState = WebSocket.CLOSED
  }

  opens(): void {
    this.readyState = WebSocket.OPEN
    this.onopen?.()
  }

  says(...messages: ServerMessage[]): void {
    for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) })
  }

  closes(code: number): void {
    this.readyState = WebSocket.CLOSED
    this.onclose?.({ code })
  }

  last<T extends ClientMessage['type']>(type: T): Extract<ClientMessage, { type: T }> {
    const found = this.sent.findLast((message) => message.type === type)
    if (!found) throw new Error(`no ${type} among ${this.sent.map((each) => each.type).join(', ')}`)
    return found as Extract<ClientMessage, { type: T }>
  }
}
