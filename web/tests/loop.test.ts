import { describe, expect, it } from 'vitest'
import { due, FULL, LIGHT, serversBy, summary, type Run } from '@/media/loop'

const trips = (...each: number[]): Map<number, number> => new Map(each.entries())
const run = (given: Partial<Run> = {}): Run => ({
  load: FULL,
  sent: 4,
  trips: trips(30, 20, 25, 400),
  lastedMs: 2000,
  heldUp: false,
  ...given,
})

describe('a run through the relay', () => {
  it('is summed up by its median, its losses and what came through', () => {
    expect(summary(run({ sent: 5 }), 'tls')).toEqual({
      tripMs: 30,
      loss: expect.closeTo(0.2) as number,
      bitsPerSecond: 16_000,
      relay: 'tls',
    })
  })

  it('tells no speed where little was sent, or the page was held up', () => {
    expect(summary(run({ load: LIGHT }), null)?.bitsPerSecond).toBeNull()
    expect(summary(run({ heldUp: true }), null)?.bitsPerSecond).toBeNull()
  })

  it('is none when nothing came', () => {
    expect(summary(run({ trips: trips() }), 'udp')).toBeNull()
  })

  it('makes up for a late timer, and sends no more than its load', () => {
    expect(due(FULL, 0)).toBe(1)
    expect(due(FULL, 100)).toBe(13)
    expect(due(FULL, 60_000)).toBe(250)
  })
})

it.each([
  ['turn:a:3478', 'udp'],
  ['turn:a?transport=udp', 'udp'],
  ['turn:a?transport=tcp', 'tcp'],
  ['turns:a:443', 'tcp'],
  ['TURNS:a:5349?transport=TCP', 'tcp'],
  ['turn:[2001:db8::1]:3478?transport=udp', 'udp'],
  ['stun:a:3478', null],
  ['nonsense', null],
] as const)('takes %s as %s', (url, way) => {
  const server = { urls: [url], username: 'u', credential: 'c' }
  expect(serversBy('udp', [server])).toEqual(way === 'udp' ? [server] : [])
  expect(serversBy('tcp', [server])).toEqual(way === 'tcp' ? [server] : [])
})
