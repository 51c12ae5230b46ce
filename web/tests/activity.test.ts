import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { Activity } from '@/media/activity'
import { levelOf, Speakers, type VoiceLevel } from '@/media/speakers'
import { FakeClock } from './support/clock'

interface Story {
  name: string
  heard: [number, number | null][]
  speaks: boolean[]
}
const golden = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../tests/golden/activity.json'), 'utf8'),
) as Story[]

it.each(golden)('judges as the terminal does: $name', ({ heard, speaks }) => {
  const activity = new Activity()
  const judged = heard.map(([now, level]) =>
    level === null ? activity.at(now) : activity.heard(level, now),
  )
  expect(judged).toEqual(speaks)
})

describe('speakers', () => {
  const clock = new FakeClock()
  const levels = new Map<string, VoiceLevel | null>()
  const speakers = new Speakers(clock, () => levels)
  let stamp = 0
  const pass = (ms: number, ...spoken: string[]): void => {
    for (let at = 0; at < ms; at += 100) {
      stamp += 4800
      for (const who of spoken) levels.set(who, { level: 0.1, stamp })
      clock.pass(100)
    }
  }

  it('tells who speaks, and when nobody does any more', () => {
    const told = vi.fn()
    speakers.state.subscribe(told)
    levels.set('p_1', null).set('p_2', null)
    speakers.start()
    pass(500)
    expect(speakers.state.get()).toEqual([])
    pass(500, 'p_1')
    expect(speakers.state.get()).toEqual(['p_1'])
    pass(500, 'p_1', 'p_2')
    expect(speakers.state.get()).toEqual(['p_1', 'p_2'])
    // The packets that came last stay what the browser knows.
    pass(2000)
    expect(speakers.state.get()).toEqual([])
    expect(told).toHaveBeenCalledTimes(3)
  })

  it('forgets who has left, and all of it at the end', () => {
    pass(500, 'p_1', 'p_2')
    levels.delete('p_2')
    pass(100, 'p_1')
    expect(speakers.state.get()).toEqual(['p_1'])
    speakers.stop()
    expect(speakers.state.get()).toEqual([])
    pass(500, 'p_1')
    expect(speakers.state.get()).toEqual([])
  })
})

it('reads the newest packet of a receiver', () => {
  const of = (...sources: object[]) =>
    levelOf({ getSynchronizationSources: () => sources } as unknown as RTCRtpReceiver)
  expect(levelOf(undefined)).toBeNull()
  expect(levelOf({})).toBeNull()
  expect(of()).toBeNull()
  expect(of({ timestamp: 1, rtpTimestamp: 960 })).toBeNull()
  expect(
    of(
      { timestamp: 7, rtpTimestamp: 1920, audioLevel: 0.5 },
      { timestamp: 3, rtpTimestamp: 960, audioLevel: 0.9 },
    ),
  ).toEqual({ level: 0.5, stamp: 1920 })
})
