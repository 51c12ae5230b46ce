/**
 * Two peer connections of this page that reach each other through the TURN relay alone.
 *
 * Each packet goes up to the relay and comes down again, measured by one and the same clock, so
 * that the way from one end to the other is a round trip of this page's own line.
 */
import { due, summary, type Load, type LoopMeasured, type RelayProtocol } from './loop'

/** A relay that has not been reached by then is not; a slow line needs about six round trips. */
const CONNECT_MS = 8000
const TICK_MS = 20
/** So late a timer says that the page was held up: hidden, or on a busy computer. */
const LATE_MS = 250
/** More than this waiting to be sent, and the line is full. */
const WAITING_BYTES = 32_000
const STRAGGLERS_MS = 1200
const HEADER_BYTES = 12

export type MakeConnection = (configuration: RTCConfiguration) => RTCPeerConnection

export class RelayLoop {
  private readonly ends: readonly [RTCPeerConnection, RTCPeerConnection]
  private readonly channel: RTCDataChannel
  private readonly trips = new Map<number, number>()
  private lastAt = 0
  private over = false

  constructor(
    iceServers: RTCIceServer[],
    make: MakeConnection = (configuration) => new RTCPeerConnection(configuration),
  ) {
    const configuration: RTCConfiguration = { iceServers, iceTransportPolicy: 'relay' }
    this.ends = [make(configuration), make(configuration)]
    const [near, far] = this.ends
    // Like RTP: what is lost is not sent again, and what is late stops nothing else.
    this.channel = near.createDataChannel('check', { ordered: false, maxRetransmits: 0 })
    far.ondatachannel = ({ channel }) => {
      channel.binaryType = 'arraybuffer'
      channel.onmessage = ({ data }) => this.came(data)
    }
  }

  /** Whether both ends reach each other through the relay; tells within some seconds. */
  async connect(): Promise<boolean> {
    const opened = this.opens()
    try {
      await this.describe()
    } catch {
      this.close()
    }
    return opened
  }

  /** Send for some seconds and see what comes; null when nothing does. */
  async run(load: Load): Promise<LoopMeasured | null> {
    const start = performance.now()
    const { sent, heldUp } = await this.send(load, start)
    await this.stragglers(sent)
    const waiting = Math.ceil(this.channel.bufferedAmount / load.packetBytes)
    const lastedMs = Math.max(this.lastAt - start, load.seconds * 1000)
    const run = { load, sent: sent - waiting, trips: this.trips, lastedMs, heldUp }
    return summary(run, await this.relayProtocol())
  }

  close(): void {
    this.over = true
    for (const end of this.ends) end.close()
  }

  private opens(): Promise<boolean> {
    return new Promise((resolve) => {
      const [near, far] = this.ends
      const done = (open: boolean): void => {
        clearTimeout(limit)
        resolve(open)
      }
      const limit = setTimeout(() => done(false), CONNECT_MS)
      this.channel.onopen = () => done(true)
      for (const end of this.ends) {
        end.onconnectionstatechange = () => {
          if (['failed', 'closed'].includes(end.connectionState)) done(false)
        }
      }
      const found = { near: 0, far: 0 }
      const pass = (from: 'near' | 'far', to: RTCPeerConnection, each: RTCIceCandidate | null): void => {
        if (each?.candidate) {
          found[from] += 1
          this.tell(to, each)
        } else if (each === null && found[from] === 0) done(false)
      }
      near.onicecandidate = ({ candidate }) => pass('near', far, candidate)
      far.onicecandidate = ({ candidate }) => pass('far', near, candidate)
    })
  }

  private readonly early = new Map<RTCPeerConnection, RTCIceCandidate[]>()

  private tell(to: RTCPeerConnection, candidate: RTCIceCandidate): void {
    if (to.remoteDescription) void to.addIceCandidate(candidate).catch(() => undefined)
    else this.early.set(to, [...(this.early.get(to) ?? []), candidate])
  }

  private async describe(): Promise<void> {
    const [near, far] = this.ends
    await near.setLocalDescription()
    await far.setRemoteDescription(described(near))
    await far.setLocalDescription()
    await near.setRemoteDescription(described(far))
    for (const [end, candidates] of this.early) {
      for (const candidate of candidates) this.tell(end, candidate)
    }
  }

  private send(load: Load, start: number): Promise<{ sent: number; heldUp: boolean }> {
    const whole = load.packetsPerSecond * load.seconds
    return new Promise((resolve) => {
      let [sent, number, before, heldUp] = [0, 0, start, false]
      const tick = (): void => {
        const now = performance.now()
        heldUp ||= now - before > LATE_MS
        before = now
        for (const until = due(load, now - start); number < until; number += 1) {
          if (this.channel.readyState !== 'open') break
          if (this.channel.bufferedAmount > WAITING_BYTES) continue
          this.channel.send(packet(number, load.packetBytes))
          sent += 1
        }
        const ended = this.over || number >= whole || this.channel.readyState !== 'open'
        if (!ended) return
        clearInterval(handle)
        resolve({ sent, heldUp })
      }
      const handle = setInterval(tick, TICK_MS)
    })
  }

  /** What is still under way comes within a moment, or not at all. */
  private stragglers(sent: number): Promise<void> {
    return new Promise((resolve) => {
      const start = performance.now()
      const handle = setInterval(() => {
        const late = performance.now() - start > STRAGGLERS_MS
        if (!this.over && !late && this.trips.size < sent) return
        clearInterval(handle)
        resolve()
      }, TICK_MS)
    })
  }

  private came(data: unknown): void {
    if (!(data instanceof ArrayBuffer) || data.byteLength < HEADER_BYTES) return
    const view = new DataView(data)
    this.lastAt = performance.now()
    this.trips.set(view.getUint32(0), this.lastAt - view.getFloat64(4))
  }

  private async relayProtocol(): Promise<RelayProtocol | null> {
    const stats = await this.ends[0].getStats().catch(() => null)
    let found: RelayProtocol | null = null
    stats?.forEach((each: { type: string; relayProtocol?: RelayProtocol }) => {
      if (each.type === 'local-candidate') found = each.relayProtocol ?? found
    })
    return found
  }
}

function packet(number: number, bytes: number): ArrayBuffer {
  const made = new ArrayBuffer(bytes)
  const view = new DataView(made)
  view.setUint32(0, number)
  view.setFloat64(4, performance.now())
  return made
}

function described({ localDescription }: RTCPeerConnection): RTCSessionDescriptionInit {
  if (!localDescription) throw new Error('no description')
  return localDescription
}
