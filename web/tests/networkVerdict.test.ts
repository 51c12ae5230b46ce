import { describe, expect, it } from 'vitest'
import { judge, type NetworkMeasured, type WayMeasured } from '@/features/check/verdict'
import type { LoopMeasured } from '@/media/loop'

const way = (given: Partial<LoopMeasured> = {}): WayMeasured => ({
  state: 'works',
  tripMs: 20,
  loss: 0,
  bitsPerSecond: 1_000_000,
  relay: 'udp',
  ...given,
})
const network = (given: Partial<NetworkMeasured> = {}): NetworkMeasured => ({
  serverMs: 15,
  udp: way(),
  tcp: way({ relay: 'tls' }),
  ...given,
})
const fails: WayMeasured = { state: 'fails' }
const absent: WayMeasured = { state: 'absent' }

describe('what a network measurement means', () => {
  it.each<[string, Partial<NetworkMeasured>, string, string[]]>([
    ['all is well', {}, 'good', []],
    ['no server', { serverMs: null, udp: absent, tcp: absent }, 'none', ['server_gone']],
    ['a service without a relay', { udp: absent, tcp: absent }, 'good', ['turn_absent']],
    [
      'no relay, and the server far',
      { serverMs: 400, udp: absent, tcp: absent },
      'poor',
      ['turn_absent', 'very_far'],
    ],
    ['UDP stopped', { udp: fails }, 'fair', ['no_udp']],
    ['TCP stopped', { tcp: fails }, 'good', ['no_tcp']],
    ['both stopped', { udp: fails, tcp: fails }, 'poor', ['no_turn']],
    ['the only way stopped', { udp: fails, tcp: absent }, 'poor', ['no_turn']],
    ['a relay by UDP alone', { tcp: absent }, 'good', []],
    ['far', { udp: way({ tripMs: 180 }) }, 'fair', ['far']],
    ['very far', { udp: way({ tripMs: 700 }) }, 'poor', ['very_far']],
    ['some loss', { udp: way({ loss: 0.04 }) }, 'fair', ['loss']],
    ['much loss', { udp: way({ loss: 0.3 }) }, 'poor', ['heavy_loss']],
    ['little room', { udp: way({ bitsPerSecond: 400_000 }) }, 'fair', ['slow']],
    ['very little room', { udp: way({ bitsPerSecond: 90_000 }) }, 'poor', ['very_slow']],
    ['room not measured', { udp: way({ bitsPerSecond: null }) }, 'good', []],
    [
      'several at once: the worst counts',
      { udp: fails, tcp: way({ tripMs: 150, bitsPerSecond: 100_000 }) },
      'poor',
      ['no_udp', 'far', 'very_slow'],
    ],
    ['what TCP is like counts only without UDP', { tcp: way({ tripMs: 900, loss: 0.5 }) }, 'good', []],
  ])('%s', (_name, given, quality, troubles) => {
    expect(judge(network(given))).toEqual({ quality, troubles })
  })
})
