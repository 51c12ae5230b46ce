/** Of the data channels that follow each other, generation by generation, the one that lives. */

/** What happens on it. `closed` is told once for each channel, and only when there was one. */
export interface Hears {
  readonly opened: () => void
  readonly came: (data: unknown) => void
  readonly closed: () => void
}

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
    if (channel.readyState === 'open') this.hears.opened()
  }

  /** The channel's connection is replaced or over. */
  detach(): void {
    const { channel } = this
    this.channel = null
    if (!channel) return
    channel.onopen = channel.onmessage = channel.onclose = null
    this.hears.closed()
  }

  /** Nothing is sent while none is open: who listens is told of the next that opens. */
  send(frame: string): void {
    if (this.channel?.readyState === 'open') this.channel.send(frame)
  }
}
