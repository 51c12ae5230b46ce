/** The run of the network check: the server first, then the relay by each of its ways. */
import { randomId } from '@/lib/ids'
import type { Clock } from '@/lib/timers'
import { FULL, LIGHT, serversBy } from '@/media/loop'
import { RelayLoop, type MakeConnection } from '@/media/relayLoop'
import type { SignalingClient } from '@/signaling/client'
import { iceConfig } from '@/state/ice'
import type { NetworkMeasured, Way, WayMeasured } from './verdict'

const ASKS = 3
const ANSWER_MS = 4000

export interface NetworkDeps {
  client: Pick<SignalingClient, 'send' | 'listen'>
  clock: Clock
  /** A conversation is going on, and keeps the line. */
  light: boolean
  makeConnection?: MakeConnection
  /** Ends the run; what is measured then counts for nothing. */
  signal: AbortSignal
}

/** Measure; takes from some seconds to some twenty, and never rejects. */
export async function measureNetwork(deps: NetworkDeps): Promise<NetworkMeasured> {
  const server = await askServer(deps)
  if (!server) return { serverMs: null, udp: { state: 'absent' }, tcp: { state: 'absent' } }
  const loops = (['udp', 'tcp'] as const).map((way) => loopBy(way, server.servers, deps))
  const [udp, tcp] = loops
  try {
    // Each waits for its own timeouts at the same time, but only one at a time loads the line.
    const connected = await Promise.all(
      loops.map((loop) => loop?.connect() ?? Promise.resolve(false)),
    )
    const measured = { udp: await measure(udp, connected[0], deps) }
    return { serverMs: server.ms, ...measured, tcp: await measure(tcp, connected[1], deps) }
  } finally {
    for (const loop of loops) loop?.close()
  }
}

function loopBy(
  way: Way,
  servers: readonly RTCIceServer[],
  { makeConnection, signal }: NetworkDeps,
): RelayLoop | null {
  const fitting = serversBy(way, servers)
  if (fitting.length === 0) return null
  const loop = new RelayLoop(fitting, makeConnection)
  signal.addEventListener('abort', () => loop.close())
  return loop
}

async function measure(
  loop: RelayLoop | null | undefined,
  connected: boolean | undefined,
  { light, signal }: NetworkDeps,
): Promise<WayMeasured> {
  if (!loop) return { state: 'absent' }
  if (!connected || signal.aborted) return { state: 'fails' }
  const measured = await loop.run(light ? LIGHT : FULL)
  return measured ? { state: 'works', ...measured } : { state: 'fails' }
}

interface Answer {
  ms: number
  servers: readonly RTCIceServer[]
}

/** The quickest of some round trips: the others had to wait for something on the way. */
async function askServer(deps: NetworkDeps): Promise<Answer | null> {
  let best: Answer | null = null
  for (let ask = 0; ask < ASKS && !deps.signal.aborted; ask += 1) {
    const answer = await askOnce(deps)
    if (!answer) return best
    if (!best || answer.ms < best.ms) best = answer
  }
  return best
}

function askOnce({ client, clock }: NetworkDeps): Promise<Answer | null> {
  return new Promise((resolve) => {
    const start = clock.now()
    const done = (answer: Answer | null): void => {
      forget()
      cancel()
      resolve(answer)
    }
    const forget = client.listen((message) => {
      if (message.type !== 'ice.servers') return
      const { servers } = iceConfig(message.ice_servers, message.expires_in_s)
      done({ ms: clock.now() - start, servers })
    })
    const cancel = clock.after(ANSWER_MS, () => done(null))
    if (!client.send({ type: 'ice.get', id: randomId('m') })) done(null)
  })
}
