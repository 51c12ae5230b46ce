/** The texts of one inquiry on whichever data channel is the living one. In memory only. */
import { createStore, type Readable } from '@/lib/store'
import { randomId } from '@/lib/ids'
import { TEXT_LABEL, TEXT_PROTOCOL } from '@/protocol/constants'
import { LivingChannel } from './livingChannel'
import { maySay, noTexts, step, type TextingEvent, type TextingState } from './texting'

export class TextLine {
  private readonly store = createStore<TextingState>(noTexts)
  private readonly channel = new LivingChannel({
    opened: () => this.dispatch({ type: 'opened' }),
    came: (data) => this.dispatch({ type: 'frame', data }),
    closed: () => this.dispatch({ type: 'closed' }),
  })

  get state(): Readable<TextingState> {
    return this.store
  }

  /** Write something, which goes out as soon as it can; false when it cannot be taken. */
  say(text: string): boolean {
    if (!maySay(this.store.get(), text)) return false
    this.dispatch({ type: 'say', id: randomId('w'), text })
    return true
  }

  /** Use the channel of a newer connection in place of the one before. */
  attach(channel: RTCDataChannel): void {
    this.channel.attach(channel)
  }

  /** The channel's connection is replaced or over. */
  detach(): void {
    this.channel.detach()
  }

  private dispatch(event: TextingEvent): void {
    const [next, frames] = step(this.store.get(), event)
    this.store.set(next)
    // A channel that closes just now is told as closed next: all of it goes out again.
    for (const frame of frames) this.channel.send(frame)
  }
}

export const makeTextChannel = (connection: RTCPeerConnection): RTCDataChannel =>
  connection.createDataChannel(TEXT_LABEL, { protocol: TEXT_PROTOCOL, ordered: true })

/** Reliable, ordered, and by its name the one for text. */
export function isTextChannel(channel: RTCDataChannel): boolean {
  return (
    channel.label === TEXT_LABEL &&
    channel.protocol === TEXT_PROTOCOL &&
    channel.ordered &&
    channel.maxRetransmits === null &&
    channel.maxPacketLifeTime === null
  )
}
