import { describe, expect, it } from 'vitest'
import { CLOSE_CODES } from '@/protocol/constants'
import { backoffMs } from '@/signaling/backoff'
import { transition, type ConnectionEvent, type ConnectionState } from '@/signaling/connection'

const run = (events: ConnectionEvent[]): ReturnType<typeof transition> =>
  events.reduce<ReturnType<typeof transition>>(
    ([state], event) => transition(state, event),
    [{ phase: 'stopped' }, []],
  )
const closed = (code: number, random = 0): ConnectionEvent => ({ type: 'closed', code, random })
const upToReady: ConnectionEvent[] = [
  { type: 'start' },
  { type: 'opened' },
  { type: 'welcome' },
  { type: 'synced' },
]

describe('connection', () => {
  it('says hello when open and is ready when synced', () => {
    expect(run(upToReady.slice(0, 2))[1]).toEqual([{ do: 'hello' }])
    expect(run(upToReady)[0]).toEqual({ phase: 'ready' })
  })

  it('waits and tries again after a lost connection, at once at first', () => {
    const [state, effects] = run([...upToReady, closed(1006)])
    expect(state).toEqual({ phase: 'waiting', attempt: 1 })
    expect(effects).toEqual([{ do: 'wait', ms: 125 }])
  })

  it('waits longer each time, until it works', () => {
    const failing = [closed(1006), { type: 'retry' } as const]
    const [state] = run([...upToReady, ...failing, ...failing, closed(1006)])
    expect(state).toEqual({ phase: 'waiting', attempt: 3 })
    const again = run([...upToReady, ...failing, ...upToReady.slice(1), closed(1006)])
    expect(again[0]).toEqual({ phase: 'waiting', attempt: 1 })
  })

  it('asks who is signed in when the socket never opened', () => {
    expect(run([{ type: 'start' }, closed(1006)])[1]).toContainEqual({ do: 'check_access' })
  })

  it('connects anew without the token when that is refused', () => {
    const [state, effects] = run([...upToReady.slice(0, 2), closed(CLOSE_CODES.resume_invalid)])
    expect(state.phase).toBe('opening')
    expect(effects).toEqual([{ do: 'forget_resume' }, { do: 'open' }])
  })

  it.each([
    [CLOSE_CODES.replaced, 'replaced'],
    [CLOSE_CODES.unauthorized, 'sign_in'],
    [CLOSE_CODES.locked_out, 'locked_out'],
    [CLOSE_CODES.version_unsupported, 'version'],
  ] as const)('does not come back by itself after %i', (code, why) => {
    const [state, effects] = run([...upToReady, closed(code)])
    expect(state).toEqual({ phase: 'refused', why })
    expect(effects).toEqual([])
  })

  it('comes back after the server has said that it closes', () => {
    expect(run([...upToReady, closed(CLOSE_CODES.draining)])[0].phase).toBe('waiting')
  })

  it.each([
    ['stopped', 'welcome'],
    ['ready', 'opened'],
    ['waiting', 'synced'],
  ] as const)('refuses what cannot happen: in %s, %s', (phase, type) => {
    const state = { phase, attempt: 0 } as ConnectionState
    expect(() => transition(state, { type })).toThrow(TypeError)
  })
})

describe('backoff', () => {
  it('grows from a quarter of a second to five', () => {
    expect(backoffMs(0, 1)).toBe(250)
    expect(backoffMs(3, 1)).toBe(2000)
    expect(backoffMs(20, 1)).toBe(5000)
  })

  it('spreads over the upper half', () => {
    expect(backoffMs(0, 0)).toBe(125)
    expect(backoffMs(20, 0.5)).toBe(3750)
  })
})
