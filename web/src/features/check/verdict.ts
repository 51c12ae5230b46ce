/** What a network measurement means for conversations: one table of rules. Pure. */
import type { LoopMeasured } from '@/media/loop'

/** How media can reach the relay: TURN over UDP, or over TCP and TLS. */
export type Way = 'udp' | 'tcp'

export type WayMeasured =
  | { state: 'absent' }
  | { state: 'fails' }
  | ({ state: 'works' } & LoopMeasured)

export interface NetworkMeasured {
  /** Round trip to the server over the signaling socket, ms; null when it did not answer. */
  serverMs: number | null
  udp: WayMeasured
  tcp: WayMeasured
}

/** From best to worst. */
export const QUALITIES = ['good', 'fair', 'poor', 'none'] as const
export type Quality = (typeof QUALITIES)[number]

export type NetworkTrouble =
  | 'server_gone'
  | 'turn_absent'
  | 'no_turn'
  | 'no_udp'
  | 'no_tcp'
  | 'very_far'
  | 'far'
  | 'heavy_loss'
  | 'loss'
  | 'very_slow'
  | 'slow'

export interface NetworkVerdict {
  quality: Quality
  troubles: readonly NetworkTrouble[]
}

/**
 * Round trips, ms. ITU-T G.114: 150 ms from mouth to ear is good, 400 ms the limit. Of that,
 * codec and buffers at both ends take about 100 ms, and the other end's own way to the relay is
 * taken to be like this one's, so that a round trip here is what the network adds in between.
 */
const FAR_MS = 100
const VERY_FAR_MS = 300
/** Shares of packets: Opus repairs single losses, and speech suffers beyond some per cent. */
const LOSS = 0.02
const HEAVY_LOSS = 0.08
/** bit/s: what face and paper take together, and what speech and a small picture need. */
const SLOW_BPS = 700_000
const VERY_SLOW_BPS = 250_000

interface Rule {
  trouble: NetworkTrouble
  /** At best so good is a conversation with this trouble. */
  quality: Quality
  when: (measured: NetworkMeasured, used: LoopMeasured | null) => boolean
}

const works = ({ state }: WayMeasured): boolean => state === 'works'

const RULES: readonly Rule[] = [
  { trouble: 'server_gone', quality: 'none', when: ({ serverMs }) => serverMs === null },
  {
    trouble: 'turn_absent',
    quality: 'good',
    when: ({ serverMs, udp, tcp }) =>
      serverMs !== null && udp.state === 'absent' && tcp.state === 'absent',
  },
  {
    trouble: 'no_turn',
    quality: 'poor',
    when: ({ udp, tcp }) =>
      !works(udp) && !works(tcp) && (udp.state === 'fails' || tcp.state === 'fails'),
  },
  {
    trouble: 'no_udp',
    quality: 'fair',
    when: ({ udp, tcp }) => udp.state === 'fails' && works(tcp),
  },
  {
    trouble: 'no_tcp',
    quality: 'good',
    when: ({ udp, tcp }) => works(udp) && tcp.state === 'fails',
  },
  { trouble: 'very_far', quality: 'poor', when: (all, used) => trip(all, used) > VERY_FAR_MS },
  {
    trouble: 'far',
    quality: 'fair',
    when: (all, used) => trip(all, used) > FAR_MS && trip(all, used) <= VERY_FAR_MS,
  },
  { trouble: 'heavy_loss', quality: 'poor', when: (_, used) => lossOf(used) > HEAVY_LOSS },
  {
    trouble: 'loss',
    quality: 'fair',
    when: (_, used) => lossOf(used) > LOSS && lossOf(used) <= HEAVY_LOSS,
  },
  { trouble: 'very_slow', quality: 'poor', when: (_, used) => speedOf(used) < VERY_SLOW_BPS },
  {
    trouble: 'slow',
    quality: 'fair',
    when: (_, used) => speedOf(used) < SLOW_BPS && speedOf(used) >= VERY_SLOW_BPS,
  },
]

/** The way that a conversation would take, when it has to go through the relay. */
export function usedWay({ udp, tcp }: NetworkMeasured): LoopMeasured | null {
  if (udp.state === 'works') return udp
  return tcp.state === 'works' ? tcp : null
}

/** The expected quality, and every trouble that lowers it or is worth telling. */
export function judge(measured: NetworkMeasured): NetworkVerdict {
  const used = usedWay(measured)
  const met = RULES.filter((rule) => rule.when(measured, used))
  const worst = Math.max(0, ...met.map(({ quality }) => QUALITIES.indexOf(quality)))
  return { quality: QUALITIES[worst] ?? 'none', troubles: met.map(({ trouble }) => trouble) }
}

/** Round trip to where media goes; without a relay to measure, to the server. */
const trip = ({ serverMs }: NetworkMeasured, used: LoopMeasured | null): number =>
  used?.tripMs ?? serverMs ?? 0
const lossOf = (used: LoopMeasured | null): number => used?.loss ?? 0
/** One that could not be measured is not held against the network. */
const speedOf = (used: LoopMeasured | null): number => used?.bitsPerSecond ?? Infinity
