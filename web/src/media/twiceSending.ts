/** Lets a browser send a voice twice while its packets get lost; see `twice.ts`. */
import { LOOK_MS, looked, ONCE, type Look } from './twice'

/** The connection's own end of the agreement: the other end is told nothing new. */
export interface Agreement {
  readonly connection: RTCPeerConnection
  /** The answer that was taken. */
  readonly answer: string
  /** Whether a voice is sent now. */
  readonly speaks: () => boolean
}

/** Begins to look; what it gives ends it. Where nothing of the kind was agreed on nothing is done. */
export function sendTwiceWhereLost(agreement: Agreement): () => void {
  const redundant = redundantFirst(agreement.answer)
  if (redundant === agreement.answer) return () => undefined
  let state = ONCE
  const look = async () => {
    if (!agreement.speaks()) return
    const before = state.on
    try {
      state = looked(state, figures(await agreement.connection.getStats()), performance.now())
      if (state.on !== before) {
        await takeAgain(agreement.connection, state.on ? redundant : agreement.answer)
      }
    } catch {
      // It goes on as it is.
      clearInterval(timer)
    }
  }
  const timer = setInterval(() => void look(), LOOK_MS)
  return () => clearInterval(timer)
}

/**
 * The answer with packets that bring earlier ones again before plain Opus: a browser sends what
 * comes first. The same answer where it has none.
 */
export function redundantFirst(answer: string): string {
  const kind = /^a=rtpmap:(\d+) red\/48000\/2\s*$/m.exec(answer)?.[1]
  if (!kind) return answer
  return answer.replace(/^(m=audio \S+ \S+) (.*)$/m, (_, head: string, kinds: string) => {
    const others = kinds.trim().split(' ')
    return [head, kind, ...others.filter((each) => each !== kind)].join(' ')
  })
}

/** Nothing but the order of what is sent changes: Chromium's `setParameters` cannot choose it. */
async function takeAgain(connection: RTCPeerConnection, sdp: string): Promise<void> {
  if (connection.signalingState !== 'stable') return
  await connection.setLocalDescription()
  try {
    await connection.setRemoteDescription({ type: 'answer', sdp })
  } catch (error) {
    await connection.setLocalDescription({ type: 'rollback' })
    throw error
  }
}

interface Figure {
  type: string
  kind?: string
  packetsSent?: number
  packetsLost?: number
  availableOutgoingBitrate?: number
}

function figures(stats: RTCStatsReport): Look {
  let [sent, lost] = [0, 0]
  let rate: number | null = null
  stats.forEach((each: Figure) => {
    if (each.type === 'candidate-pair') rate = each.availableOutgoingBitrate ?? rate
    if (each.kind !== 'audio') return
    if (each.type === 'outbound-rtp') sent += each.packetsSent ?? 0
    if (each.type === 'remote-inbound-rtp') lost += each.packetsLost ?? 0
  })
  return { sent, lost, rate }
}
