/**
 * One pair's peer connections over time, without WebRTC: which generation lives, when the
 * next one is due, what is dropped. `step(state, event)` gives the next state and effects.
 *
 * The offerer makes a new generation when there is none, when the path dies or when the
 * other end asks; the answerer asks. A connection that works is kept over a lost socket.
 */
export type Path = 'none' | 'connecting' | 'connected' | 'interrupted'

export interface LinkState {
  readonly offering: boolean
  /** The generation of our own peer connection, 0 none. */
  readonly current: number
  /** The highest generation known of, whoever told it. */
  readonly highest: number
  readonly path: Path
  /** Generations since the path last worked: their spacing grows. */
  readonly tries: number
  /** Whether the path has worked before: then its loss is an interruption. */
  readonly worked: boolean
  /** Whether the server has the other end; what was sent while it had not may be lost. */
  readonly reachable: boolean
}

export type LinkEvent =
  | { type: 'told'; generation: number; reachable: boolean }
  | { type: 'offer'; generation: number }
  | { type: 'answer'; generation: number }
  | { type: 'candidate'; generation: number }
  | { type: 'restart'; generation: number }
  | { type: 'connected'; generation: number }
  | { type: 'disconnected'; generation: number }
  | { type: 'failed'; generation: number }
  /** The server refused our offer: a newer generation exists. */
  | { type: 'stale'; generation: number }
  /** Our socket came back; messages of a connection in the making may be lost. */
  | { type: 'resumed' }
  | { type: 'overdue' }

export type LinkEffect =
  | { do: 'offer'; generation: number }
  | { do: 'take_offer'; generation: number }
  | { do: 'take_answer' }
  | { do: 'take_candidate' }
  | { do: 'ask_restart'; generation: number }
  /** Say `overdue` after so long, unless told otherwise before. */
  | { do: 'watch'; ms: number }
  | { do: 'unwatch' }

export const ANSWER_MS = 8000
export const DISCONNECTED_MS = 4000
export const RELOADED_MS = 1000
const SPACING_MS = [0, 500, 1000, 2000, 4000] as const

type Step = readonly [LinkState, readonly LinkEffect[]]

export function newLink(offering: boolean): LinkState {
  return { offering, current: 0, highest: 0, path: 'none', tries: 0, worked: false, reachable: true }
}

export function step(state: LinkState, event: LinkEvent): Step {
  switch (event.type) {
    case 'told':
      return told(state, event.generation, event.reachable)
    case 'offer':
      if (state.offering || event.generation < state.highest) return [state, []]
      return [
        started(state, event.generation),
        [{ do: 'take_offer', generation: event.generation }, { do: 'watch', ms: ANSWER_MS }],
      ]
    case 'answer':
      return ours(state, event.generation) ? [state, [{ do: 'take_answer' }]] : [state, []]
    case 'candidate':
      return ours(state, event.generation) ? [state, [{ do: 'take_candidate' }]] : [state, []]
    case 'restart':
      // A request about a generation that we have replaced already is answered by that one.
      if (!state.offering || event.generation < state.current) return [state, []]
      return next({ ...state, highest: Math.max(state.highest, event.generation) })
    case 'connected':
      if (!ours(state, event.generation)) return [state, []]
      return [{ ...state, path: 'connected', worked: true, tries: 0 }, [{ do: 'unwatch' }]]
    case 'disconnected':
      if (!ours(state, event.generation)) return [state, []]
      return [{ ...state, path: lost(state) }, [{ do: 'watch', ms: DISCONNECTED_MS }]]
    case 'failed':
      return ours(state, event.generation) ? spaced(state) : [state, []]
    case 'stale':
      if (!ours(state, event.generation)) return [state, []]
      return spaced({ ...state, highest: Math.max(state.highest, event.generation) + 1 })
    case 'resumed':
      return state.path === 'connected' || state.current === 0 ? [state, []] : next(state)
    case 'overdue':
      return next(state)
  }
}

const ours = (state: LinkState, generation: number): boolean => generation === state.current
const lost = (state: LinkState): Path => (state.worked ? 'interrupted' : 'connecting')

function started(state: LinkState, generation: number): LinkState {
  return {
    ...state,
    current: generation,
    highest: Math.max(state.highest, generation),
    path: lost(state),
    tries: state.tries + 1,
  }
}

function told(state: LinkState, generation: number, reachable: boolean): Step {
  const cameBack = reachable && !state.reachable
  const known = { ...state, highest: Math.max(state.highest, generation), reachable }
  if (state.path !== 'none') {
    // Our offer may have been sent to where it was not any more.
    return cameBack && state.offering && state.path !== 'connected' ? next(known) : [known, []]
  }
  if (state.offering) return next(known)
  // The first offer is on its way. A page that was reloaded in a conversation waits for one
  // in vain, and asks soon.
  const ms = generation === 0 ? ANSWER_MS : RELOADED_MS
  return [{ ...known, path: 'connecting' }, [{ do: 'watch', ms }]]
}

/** The next generation now: ours to offer, or to ask for. */
function next(state: LinkState): Step {
  if (!state.offering) {
    const asking = { ...state, path: lost(state) }
    const ask: LinkEffect = { do: 'ask_restart', generation: state.highest }
    return [asking, [ask, { do: 'watch', ms: ANSWER_MS }]]
  }
  const generation = Math.max(state.highest, state.current) + 1
  return [
    started(state, generation),
    [{ do: 'offer', generation }, { do: 'watch', ms: ANSWER_MS }],
  ]
}

/** The next generation after a pause that grows with each that failed. */
function spaced(state: LinkState): Step {
  const ms = SPACING_MS[Math.min(state.tries, SPACING_MS.length) - 1] ?? 0
  if (ms === 0) return next(state)
  return [{ ...state, path: lost(state) }, [{ do: 'watch', ms }]]
}
