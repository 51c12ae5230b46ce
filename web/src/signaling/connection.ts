/**
 * The life of a workspace's connection to the server, without sockets or timers.
 *
 * `transition(state, event)` gives the next state and what the shell has to do. An event
 * that the table does not name for a phase is a mistake of the shell and throws.
 */
import { afterClose, type Refusal } from './closing'
import { backoffMs } from './backoff'

export type ConnectionState =
  | { phase: 'stopped' }
  | { phase: 'opening'; attempt: number }
  | { phase: 'greeting'; attempt: number }
  | { phase: 'syncing'; attempt: number }
  | { phase: 'ready' }
  | { phase: 'waiting'; attempt: number }
  | { phase: 'refused'; why: Refusal }

export type ConnectionEvent =
  | { type: 'start' }
  | { type: 'stop' }
  | { type: 'opened' }
  | { type: 'welcome' }
  | { type: 'synced' }
  /** Welcomed on another socket, while the old one held. */
  | { type: 'moved' }
  /** `random` in [0, 1) spreads the returning clients. */
  | { type: 'closed'; code: number; random: number }
  /** The waiting time is over, or the browser says that the network is back. */
  | { type: 'retry' }
  /** Asked over HTTP, the server says that nobody is signed in. */
  | { type: 'unauthorized' }

export type ConnectionEffect =
  | { do: 'open' }
  | { do: 'hello' }
  | { do: 'wait'; ms: number }
  | { do: 'forget_resume' }
  | { do: 'check_access' }
  | { do: 'close' }

type Phase = ConnectionState['phase']
type Step = readonly [ConnectionState, readonly ConnectionEffect[]]
type Handler<E> = (state: ConnectionState, event: E) => Step
type Table = {
  [P in Phase]: { [T in ConnectionEvent['type']]?: Handler<Extract<ConnectionEvent, { type: T }>> }
}

const attemptOf = (state: ConnectionState): number => ('attempt' in state ? state.attempt : 0)
const stay = (state: ConnectionState): Step => [state, []]
const open = (state: ConnectionState): Step => [
  { phase: 'opening', attempt: attemptOf(state) },
  [{ do: 'open' }],
]
const stop = (): Step => [{ phase: 'stopped' }, [{ do: 'close' }]]
const unauthorized = (): Step => [{ phase: 'refused', why: 'sign_in' }, [{ do: 'close' }]]

function closed(state: ConnectionState, event: { code: number; random: number }): Step {
  const rule = afterClose(event.code)
  if (rule.then === 'refuse') return [{ phase: 'refused', why: rule.why }, []]
  if (rule.then === 'anew') {
    return [{ phase: 'opening', attempt: 0 }, [{ do: 'forget_resume' }, { do: 'open' }]]
  }
  const attempt = attemptOf(state)
  const wait: ConnectionEffect = { do: 'wait', ms: backoffMs(attempt, event.random) }
  // A refused upgrade looks like any other failure to a browser: ask who we are.
  const ask: ConnectionEffect[] = state.phase === 'opening' ? [{ do: 'check_access' }] : []
  return [{ phase: 'waiting', attempt: attempt + 1 }, [wait, ...ask]]
}

const TABLE: Table = {
  stopped: { start: open, stop: stay, closed: stay, unauthorized: stay },
  opening: {
    opened: (state) => [{ phase: 'greeting', attempt: attemptOf(state) }, [{ do: 'hello' }]],
    closed,
    stop,
    unauthorized,
  },
  greeting: {
    welcome: (state) => [{ phase: 'syncing', attempt: attemptOf(state) }, []],
    closed,
    stop,
    unauthorized,
  },
  syncing: {
    synced: () => [{ phase: 'ready' }, []],
    moved: stay,
    closed,
    stop,
    unauthorized,
  },
  ready: {
    moved: () => [{ phase: 'syncing', attempt: 0 }, []],
    closed,
    stop,
    retry: stay,
    unauthorized: stay,
  },
  waiting: { retry: open, stop, unauthorized, start: open },
  refused: { start: open, stop, closed: stay, unauthorized: stay },
}

export function transition(state: ConnectionState, event: ConnectionEvent): Step {
  const handler = TABLE[state.phase][event.type] as Handler<ConnectionEvent> | undefined
  if (!handler) throw new TypeError(`connection: ${event.type} in ${state.phase}`)
  return handler(state, event)
}
