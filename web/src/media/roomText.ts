/**
 * Real-time text of one visit, over one data channel with each of the others. In memory only: it
 * is gone with the room. ITU-T T.140, RFC 8865.
 */
import type { Clock } from '@/lib/timers'
import { createStore, type Readable } from '@/lib/store'
import { RTT_CHARACTERS, RTT_LABEL, RTT_PROTOCOL } from '@/protocol/constants'
import { bounded, RttWriter } from './rttWriter'
import { emptyTranscript, missed, written, type Transcript } from './t140'

export interface RoomTextState {
  readonly transcript: Transcript
  /** Who gets what is written now. */
  readonly reached: readonly string[]
}

/** What may be written to somebody, and read of them. */
export interface MayText {
  write: boolean
  read: boolean
}

interface End extends MayText {
  channel: RTCDataChannel | null
  waiting: string
  /** Whether they have written anything: a channel before this one may have lost more of it. */
  wrote: boolean
}

export class RoomText {
  private readonly store = createStore<RoomTextState>({ transcript: emptyTranscript, reached: [] })
  private readonly ends = new Map<string, End>()
  private readonly writer: RttWriter

  constructor(
    private readonly me: string,
    clock: Clock,
  ) {
    this.writer = new RttWriter(clock, (text) => this.pass(text))
  }

  get state(): Readable<RoomTextState> {
    return this.store
  }

  /** The own line holds this now; each new line in it ends one. */
  write(line: string): void {
    const edit = this.writer.write(line)
    if (edit !== '') this.add(this.me, edit)
  }

  /** A whole line at once. What one is writing just now goes on under it. */
  say(line: string): void {
    this.write(`${line}\n${this.writer.open}`)
  }

  /** Text follows the grants of voice: who may not be heard may not be read either. */
  allow(peer: string, { write, read }: MayText): void {
    const end = this.end(peer)
    end.write = write
    end.read = read
    // It was not for them when it was written, and is not later.
    if (!write) end.waiting = ''
    this.tell()
  }

  /** Use the channel of a newer connection in place of the one before. */
  attach(peer: string, channel: RTCDataChannel): void {
    this.detach(peer)
    this.end(peer).channel = channel
    channel.onopen = () => this.opened(peer)
    channel.onmessage = ({ data }) => this.came(peer, data)
    channel.onclose = () => this.detach(peer)
    if (channel.readyState === 'open') this.opened(peer)
  }

  /** The channel's connection is replaced or over. */
  detach(peer: string): void {
    const end = this.end(peer)
    const { channel } = end
    if (!channel) return
    end.channel = null
    channel.onopen = channel.onmessage = channel.onclose = null
    this.tell()
  }

  /** They have left; what they wrote stays to be read. */
  forget(peer: string): void {
    this.detach(peer)
    this.ends.delete(peer)
    this.tell()
  }

  /** The room is over: nothing of it stays. */
  stop(): void {
    for (const peer of [...this.ends.keys()]) this.forget(peer)
    this.writer.stop()
    this.store.set({ transcript: emptyTranscript, reached: [] })
  }

  private end(peer: string): End {
    const known = this.ends.get(peer)
    if (known) return known
    const end: End = { channel: null, waiting: '', wrote: false, write: false, read: false }
    this.ends.set(peer, end)
    return end
  }

  private opened(peer: string): void {
    const end = this.end(peer)
    // What was on its way on the channel before may be lost (RFC 8865, 5.4).
    if (end.wrote && end.read) {
      this.store.set({ ...this.store.get(), transcript: missed(this.store.get().transcript, peer) })
    }
    this.send(end, '')
    this.tell()
  }

  private came(peer: string, data: unknown): void {
    const end = this.end(peer)
    if (!end.read) return
    end.wrote = true
    const fits = typeof data === 'string' && data.length <= RTT_CHARACTERS
    this.add(peer, fits ? data : '\uFFFD')
  }

  private add(who: string, text: string): void {
    const state = this.store.get()
    this.store.set({ ...state, transcript: written(state.transcript, who, text) })
  }

  private pass(text: string): void {
    for (const end of this.ends.values()) if (end.write) this.send(end, text)
  }

  /** Now, or as soon as a channel opens. */
  private send(end: End, text: string): void {
    end.waiting = bounded(end.waiting + text)
    if (end.waiting === '' || end.channel?.readyState !== 'open') return
    end.channel.send(end.waiting)
    end.waiting = ''
  }

  private tell(): void {
    const reached = [...this.ends].flatMap(([peer, { write, channel }]) =>
      write && channel?.readyState === 'open' ? [peer] : [],
    )
    const state = this.store.get()
    if (reached.join() !== state.reached.join()) this.store.set({ ...state, reached })
  }
}

export const makeRttChannel = (connection: RTCPeerConnection): RTCDataChannel =>
  connection.createDataChannel(RTT_LABEL, { protocol: RTT_PROTOCOL, ordered: true })

/** Reliable, ordered, and by its subprotocol real-time text (RFC 8865, 4.1). */
export const isRttChannel = (channel: RTCDataChannel): boolean =>
  channel.protocol === RTT_PROTOCOL &&
  channel.ordered &&
  channel.maxRetransmits === null &&
  channel.maxPacketLifeTime === null
