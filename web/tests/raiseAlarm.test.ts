import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ClientMessage } from '@/protocol/client'
import { Refused } from '@/signaling/pending'
import { keptPress, press, raiseAlarm } from '@/signaling/raiseAlarm'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const clock = {
  now: () => performance.now(),
  after(ms: number, run: () => void) {
    const handle = setTimeout(run, ms)
    return () => clearTimeout(handle)
  },
}

it('says the same alarm until the server has it, and how long ago it was pressed', async () => {
  const said: ClientMessage[] = []
  const refusals = ['unavailable', 'connection_lost', 'rate_limited'] as const
  const request = (message: ClientMessage): Promise<void> => {
    const code = refusals[said.push(message) - 1]
    return code ? Promise.reject(new Refused(code)) : Promise.resolve()
  }
  const hurry = vi.fn()
  const probe = vi.fn()
  const raising = raiseAlarm({ request, hurry, probe }, press('porina-1'), clock)
  await vi.advanceTimersByTimeAsync(5000)
  await raising
  const alarms = said.map((each) => (each.type === 'alarm.raise' ? each : null))
  expect(alarms).toHaveLength(4)
  expect(new Set(alarms.map((each) => each?.alarm)).size).toBe(1)
  expect(alarms.map((each) => each?.since_s)).toEqual([0, 0.5, 1, 1.5])
  expect(alarms[0]).toMatchObject({ terminal: 'porina-1' })
  expect(hurry).toHaveBeenCalledTimes(4)
  expect(probe).toHaveBeenCalledTimes(4)
})

it('gives up where repeating would not help', async () => {
  const request = vi.fn(() => Promise.reject(new Refused('wrong_state')))
  const wire = { request, hurry: vi.fn(), probe: vi.fn() }
  await expect(raiseAlarm(wire, press(null), clock)).rejects.toThrow('wrong_state')
  expect(request).toHaveBeenCalledTimes(1)
})

it('keeps a press for a reloaded page', () => {
  const pressed = press('lavia-1')
  keptPress('clerk').set(pressed)
  expect(keptPress('clerk').get()).toEqual(pressed)
  expect(keptPress('expert').get()).toBeNull()
  keptPress('clerk').set(null)
  expect(keptPress('clerk').get()).toBeNull()
})
