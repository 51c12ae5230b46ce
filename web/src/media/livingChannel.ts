/** Of the data channels that follow each other, generation by generation, the one that lives. */

/** What happens on it. `closed` is told once for each channel, and only when there was one. */
export interface Hears {
  readonly opened: () => void
  readonly came: (data: unknown) => void
  readonly closed: () => void
  /** Little waits to be sent any more. */
  readonly low?: () => void
}

const LOW_BYTES = 64 * 1024

export class LivingChannel {
  private channel: RTCDataChannel | null = null

  constructor(private readonly hears: Hears) {}

  /** Use the channel of a newer connection in place of the one before. */
  attach(channel: RTCDataChannel): void {
    this.detach()
    this.channel = channel
    channel.binaryType = 'arraybuffer'
    channel.onopen = this.hears.opened
    channel.onmessage = ({ data }) => this.hears.came(data as unknown)
    channel.onclose = () => this.detach()
    if (this.hears.low) {
      channel.bufferedAmountLowThreshold = LOW_BYTES
      channel.onbufferedamountlow = this.hears.low
    }
    if (channel.readyState === 'open') this.hears.opened()
  }

  /** The channel's connection is replaced or over. */
  detach(): void {
    const { channel } = this
    this.channel = null
    if (!channel) return
    channel.onopen = channel.onmessage = channel.onclose = channel.onbufferedamountlow = null
    this.hears.closed()
  }

  /** Nothing is sent while none is open: who listens is told of the next that opens. */
  send(frame: string | ArrayBuffer): void {
    // The two have signatures of their own in the DOM's types.
    if (this.channel?.readyState === 'open') this.channel.send(frame as string)
  }

  /** Bytes that wait to be sent; null while none is open. */
  get waiting(): number | null {
    return this.channel?.readyState === 'open' ? this.channel.bufferedAmount : null
  }
}
