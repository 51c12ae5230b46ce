import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LOOK_MS, looked, ONCE, type Twice } from '@/media/twice'
import { redundantFirst, sendTwiceWhereLost } from '@/media/twiceSending'

const ANSWER = [
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  'm=video 9 UDP/TLS/RTP/SAVPF 97',
  'a=rtpmap:97 VP8/90000',
  '',
].join('\r\n')
const TWICE = ANSWER.replace('SAVPF 111 63', 'SAVPF 63 111')

/** So many looks at a line that loses this share of its packets. */
function after(state: Twice, share: number, looks: number, rate: number | null = 1e6): Twice {
  let next = state
  let now = Math.max(next.lossyAt, next.worseAt, 0)
  for (let look = 0; look < looks; look++) {
    now += LOOK_MS
    const { sent, lost } = next.counted ?? { sent: 0, lost: 0 }
    next = looked(next, { sent: sent + 100, lost: lost + 100 * share, rate }, now)
  }
  return next
}

describe('whether a voice is sent twice', () => {
  it('begins where packets get lost, and ends when none do for long', () => {
    expect(after(ONCE, 0, 10).on).toBe(false)
    const bad = after(ONCE, 0.05, 5)
    expect(bad.on).toBe(true)
    expect(after(bad, 0, 6).on).toBe(true)
    expect(after(bad, 0, 20).on).toBe(false)
  })

  it('is not for a narrow line', () => {
    expect(after(ONCE, 0.05, 10, 250_000).on).toBe(false)
    expect(after(after(ONCE, 0.05, 5), 0.05, 1, 200_000).on).toBe(false)
    expect(after(ONCE, 0.05, 5, null).on).toBe(true)
  })

  it('ends where more gets lost because of it, and is not tried again soon', () => {
    const worse = after(after(ONCE, 0.05, 5), 0.4, 2)
    expect(worse.on).toBe(false)
    expect(after(worse, 0.05, 20).on).toBe(false)
    expect(after(worse, 0.05, 40).on).toBe(true)
  })

  it('learns nothing from a few packets, nor from counts that began anew', () => {
    let state = looked(ONCE, { sent: 100, lost: 0, rate: null }, 0)
    state = looked(state, { sent: 110, lost: 9, rate: null }, 2000)
    state = looked(state, { sent: 0, lost: 0, rate: null }, 4000)
    expect(state.share).toBe(0)
    expect(state.counted).toEqual({ sent: 0, lost: 0 })
  })
})

describe('sending twice', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** A connection that loses packets, and the answers that it takes. */
  function losing(share: number) {
    const taken: string[] = []
    let sent = 0
    const figures = () => [
      { type: 'candidate-pair', availableOutgoingBitrate: 1e6 },
      { type: 'outbound-rtp', kind: 'audio', packetsSent: (sent += 100) },
      { type: 'remote-inbound-rtp', kind: 'audio', packetsLost: sent * share },
    ]
    const connection = {
      signalingState: 'stable',
      getStats: () => Promise.resolve(figures()),
      setLocalDescription: () => Promise.resolve(),
      setRemoteDescription: ({ sdp }: { sdp: string }) => {
        taken.push(sdp)
        return Promise.resolve()
      },
    } as unknown as RTCPeerConnection
    return { connection, taken }
  }

  it('puts first what brings earlier packets again', () => {
    expect(redundantFirst(ANSWER)).toBe(TWICE)
    expect(redundantFirst(TWICE)).toBe(TWICE)
    const without = ANSWER.replace('red', 'CN')
    expect(redundantFirst(without)).toBe(without)
  })

  it('takes the answer again in that order, once', async () => {
    const { connection, taken } = losing(0.05)
    const end = sendTwiceWhereLost({ connection, answer: ANSWER, speaks: () => true })
    await vi.advanceTimersByTimeAsync(10 * LOOK_MS)
    expect(taken).toEqual([TWICE])
    end()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves a good line, a silent sender and another kind of browser alone', async () => {
    const good = losing(0)
    sendTwiceWhereLost({ connection: good.connection, answer: ANSWER, speaks: () => true })
    const silent = losing(0.05)
    sendTwiceWhereLost({ connection: silent.connection, answer: ANSWER, speaks: () => false })
    await vi.advanceTimersByTimeAsync(10 * LOOK_MS)
    expect([...good.taken, ...silent.taken]).toEqual([])
    vi.clearAllTimers()
    sendTwiceWhereLost({ connection: good.connection, answer: 'v=0\r\n', speaks: () => true })
    expect(vi.getTimerCount()).toBe(0)
  })
})
