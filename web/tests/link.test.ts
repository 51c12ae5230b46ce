import { describe, expect, it } from 'vitest'
import {
  ANSWER_MS,
  DISCONNECTED_MS,
  newLink,
  RELOADED_MS,
  step,
  type LinkEffect,
  type LinkEvent,
  type LinkState,
} from '@/media/link'

const run = (offering: boolean, ...events: LinkEvent[]): [LinkState, readonly LinkEffect[]] =>
  events.reduce<[LinkState, readonly LinkEffect[]]>(
    ([state], event) => [...step(state, event)],
    [newLink(offering), []],
  )
const told = (generation: number, reachable = true): LinkEvent => ({
  type: 'told',
  generation,
  reachable,
})
const connected = (generation: number): LinkEvent => ({ type: 'connected', generation })

describe('the offerer', () => {
  it('offers the first generation when told of the link', () => {
    expect(run(true, told(0))[1]).toEqual([
      { do: 'offer', generation: 1 },
      { do: 'watch', ms: ANSWER_MS },
    ])
  })

  it('offers above what was offered before, after a reload', () => {
    expect(run(true, told(4))[1]).toContainEqual({ do: 'offer', generation: 5 })
  })

  it('offers again when the other end comes back, whose node may have lost the offer', () => {
    const [state, effects] = run(true, told(0), told(1, false), told(1))
    expect(effects).toContainEqual({ do: 'offer', generation: 2 })
    expect(state.current).toBe(2)
  })

  it('keeps a path that works while the other end comes and goes', () => {
    expect(run(true, told(0), connected(1), told(1, false), told(1))[1]).toEqual([])
  })

  it('is quiet when told of its own generation', () => {
    expect(run(true, told(0), told(1))[1]).toEqual([])
  })

  it('offers the next when no answer comes', () => {
    expect(run(true, told(0), { type: 'overdue' })[1]).toContainEqual({
      do: 'offer',
      generation: 2,
    })
  })

  it('waits a while for a path that may come back, and then offers', () => {
    const lost: LinkEvent = { type: 'disconnected', generation: 1 }
    const [state, effects] = run(true, told(0), connected(1), lost)
    expect(state.path).toBe('interrupted')
    expect(effects).toEqual([{ do: 'watch', ms: DISCONNECTED_MS }])
    expect(step(state, connected(1))[1]).toEqual([{ do: 'unwatch' }])
    expect(step(state, { type: 'overdue' })[1]).toContainEqual({ do: 'offer', generation: 2 })
  })

  it('offers at once when the path failed, and then less and less often', () => {
    const failed = (generation: number): LinkEvent => ({ type: 'failed', generation })
    const first = run(true, told(0), connected(1), failed(1))
    const offer = (generation: number): LinkEffect => ({ do: 'offer', generation })
    expect(first[1]).toContainEqual(offer(2))
    const second = run(true, told(0), connected(1), failed(1), failed(2))
    expect(second[1]).toContainEqual(offer(3))
    const third = run(true, told(0), connected(1), failed(1), failed(2), failed(3))
    expect(third[1]).toEqual([{ do: 'watch', ms: 500 }])
  })

  it('offers the next when asked to', () => {
    const restart: LinkEvent = { type: 'restart', generation: 1 }
    expect(run(true, told(0), connected(1), restart)[1]).toContainEqual({
      do: 'offer',
      generation: 2,
    })
  })

  it('does not do twice what the answerer and it both noticed', () => {
    const events: LinkEvent[] = [told(0), { type: 'failed', generation: 1 }]
    const [state] = run(true, ...events)
    expect(state.current).toBe(2)
    expect(step(state, { type: 'restart', generation: 1 })[1]).toEqual([])
  })

  it('drops the answer and the candidates of an older generation', () => {
    const [state] = run(true, told(0), { type: 'overdue' })
    expect(step(state, { type: 'answer', generation: 1 })[1]).toEqual([])
    expect(step(state, { type: 'candidate', generation: 1 })[1]).toEqual([])
    expect(step(state, { type: 'answer', generation: 2 })[1]).toEqual([{ do: 'take_answer' }])
  })

  it('goes above the server when that knows of a newer generation', () => {
    const [state] = run(true, told(0), { type: 'stale', generation: 1 })
    expect(state.current).toBe(3)
  })

  it('keeps a connection that works when its socket comes back', () => {
    expect(run(true, told(0), connected(1), { type: 'resumed' })[1]).toEqual([])
  })

  it('makes anew what was in the making when its socket comes back', () => {
    expect(run(true, told(0), { type: 'resumed' })[1]).toContainEqual({
      do: 'offer',
      generation: 2,
    })
  })

  it('never takes an offer', () => {
    expect(run(true, told(0), { type: 'offer', generation: 9 })[1]).toEqual([])
  })
})

describe('the answerer', () => {
  it('takes the offer, and a newer one after it', () => {
    const [state, effects] = run(false, told(0), { type: 'offer', generation: 1 })
    expect(effects).toContainEqual({ do: 'take_offer', generation: 1 })
    const newer = step(state, { type: 'offer', generation: 2 })
    expect(newer[1]).toContainEqual({ do: 'take_offer', generation: 2 })
    expect(step(newer[0], { type: 'offer', generation: 1 })[1]).toEqual([])
  })

  it('asks for a new one soon after a reload', () => {
    const [state, effects] = run(false, told(3))
    expect(effects).toEqual([{ do: 'watch', ms: RELOADED_MS }])
    expect(step(state, { type: 'overdue' })[1]).toContainEqual({ do: 'ask_restart', generation: 3 })
  })

  it('asks for a new one when the path died', () => {
    const events: LinkEvent[] = [told(0), { type: 'offer', generation: 1 }, connected(1)]
    const [state, effects] = run(false, ...events, { type: 'disconnected', generation: 1 })
    expect(effects).toEqual([{ do: 'watch', ms: DISCONNECTED_MS }])
    expect(step(state, { type: 'overdue' })[1]).toEqual([
      { do: 'ask_restart', generation: 1 },
      { do: 'watch', ms: ANSWER_MS },
    ])
  })
})
