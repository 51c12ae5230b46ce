/** What a short run of packets through the relay and back says of the network. Pure. */

/** How the page reaches the relay, as the candidate's statistics name it. */
export type RelayProtocol = 'udp' | 'tcp' | 'tls'

export interface LoopMeasured {
  /** From the page to the relay and back, ms: the median. */
  tripMs: number
  /** Share of packets that did not come, 0 to 1. */
  loss: number
  /** What came through; null when that was not tried, or the page itself was held up. */
  bitsPerSecond: number | null
  relay: RelayProtocol | null
}

/** How much is sent: less while a conversation needs the line. */
export interface Load {
  packetBytes: number
  packetsPerSecond: number
  seconds: number
  /** Whether it is enough to tell how much the line can carry. */
  fillsLine: boolean
}

/** 1 Mbit/s: face and paper at their usual rates. */
export const FULL: Load = { packetBytes: 1000, packetsPerSecond: 125, seconds: 2, fillsLine: true }
/** 40 kbit/s: as much as a voice. */
export const LIGHT: Load = { packetBytes: 200, packetsPerSecond: 25, seconds: 2, fillsLine: false }

export interface Run {
  load: Load
  /** Packets handed over to be sent and really sent. */
  sent: number
  /** Ways of those that came, ms, in the order of coming; each number once. */
  trips: ReadonlyMap<number, number>
  /** From the first packet that was sent to the last that came, ms. */
  lastedMs: number
  /** The page did not get to run in time, so that too little was sent. */
  heldUp: boolean
}

/** Sums a run up; null when nothing came, which is no connection at all. */
export function summary(run: Run, relay: RelayProtocol | null): LoopMeasured | null {
  const { load, sent, trips, lastedMs, heldUp } = run
  if (trips.size === 0) return null
  const sorted = [...trips.values()].sort((a, b) => a - b)
  const tripMs = sorted[Math.floor(sorted.length / 2)] ?? 0
  const bits = trips.size * load.packetBytes * 8
  const tellsSpeed = load.fillsLine && !heldUp && lastedMs > 0
  return {
    tripMs,
    loss: Math.max(0, 1 - trips.size / Math.max(sent, 1)),
    bitsPerSecond: tellsSpeed ? bits / (lastedMs / 1000) : null,
    relay,
  }
}

/** How many packets should have been sent by then, so that a late timer is made up for. */
export function due(load: Load, elapsedMs: number): number {
  const whole = load.packetsPerSecond * load.seconds
  return Math.min(whole, 1 + Math.floor((elapsedMs / 1000) * load.packetsPerSecond))
}

/** The servers of each way: only TURN, and only by UDP or only by TCP and TLS (RFC 7065). */
export function serversBy(
  way: 'udp' | 'tcp',
  servers: readonly RTCIceServer[],
): RTCIceServer[] {
  return servers.flatMap((server) => {
    const urls = [server.urls].flat().filter((url) => wayOf(url) === way)
    return urls.length > 0 ? [{ ...server, urls }] : []
  })
}

function wayOf(url: string): 'udp' | 'tcp' | null {
  const [, scheme, transport] = /^(turns?):[^?]*(?:\?transport=(\w+))?$/i.exec(url) ?? []
  if (scheme === undefined) return null
  // `turns` without a transport is TLS over TCP.
  const byDefault = scheme.toLowerCase() === 'turns' ? 'tcp' : 'udp'
  return (transport?.toLowerCase() ?? byDefault) === 'udp' ? 'udp' : 'tcp'
}
