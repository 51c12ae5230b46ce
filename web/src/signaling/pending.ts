/** Messages that wait for their one `ack` or `error`. */
import type { ClientMessage } from '@/protocol/client'
import type { ErrorCode } from '@/protocol/server'

/** Why a message was not carried out: the server's code, or our own lost connection. */
export type FailureCode = ErrorCode | 'connection_lost'

export class Refused extends Error {
  readonly code: FailureCode

  constructor(code: FailureCode) {
    super(code)
    this.name = 'Refused'
    this.code = code
  }
}

/** Whoever hangs up must not be held because the server's store is out of reach. */
const ENDINGS = new Set<ClientMessage['type']>(['room.leave', 'room.end', 'request.cancel'])

interface Waiting {
  message: ClientMessage
  /** Whether to say it again after coming back as the same participant. */
  repeat: boolean
  resolve: () => void
  reject: (error: Refused) => void
}

export class Pending {
  private readonly waiting = new Map<string, Waiting>()

  add(id: string, message: ClientMessage, repeat: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { message, repeat, resolve, reject })
    })
  }

  acknowledged(id: string): void {
    this.waiting.get(id)?.resolve()
    this.waiting.delete(id)
  }

  /** What ends something, and has to be said until the server can take it up; else null. */
  owed(id: string): ClientMessage | null {
    const message = this.waiting.get(id)?.message
    return message && ENDINGS.has(message.type) ? message : null
  }

  refused(id: string, code: FailureCode): void {
    this.waiting.get(id)?.reject(new Refused(code))
    this.waiting.delete(id)
  }

  toRepeat(): ClientMessage[] {
    return [...this.waiting.values()].map((each) => each.message)
  }

  /** The socket is gone: what is not to be repeated has failed. */
  lost(): void {
    this.refuse((each) => !each.repeat)
  }

  refuseAll(): void {
    this.refuse(() => true)
  }

  private refuse(which: (waiting: Waiting) => boolean): void {
    for (const [id, each] of [...this.waiting]) {
      if (which(each)) this.refused(id, 'connection_lost')
    }
  }
}
