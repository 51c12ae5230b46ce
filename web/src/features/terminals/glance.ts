/** Several terminals at a glance: what goes on at each, and which needs a person first. Pure. */
import { callingAlarms, isBeside } from '@/features/alarm/alarms'
import type { TerminalState } from '@/protocol/server'
import { isAlone, type Timed, type WorkspaceState } from '@/state/workspace'

/**
 * `waiting`: a resident waits, nobody is free; `ringing`: it rings at somebody; `attended`: either,
 * with a clerk there.
 */
export type Doing = 'alarm' | 'waiting' | 'ringing' | 'attended' | 'visit' | 'free' | 'offline'

/** The first needs a person most. */
const ORDER: readonly Doing[] = [
  'alarm',
  'waiting',
  'ringing',
  'attended',
  'visit',
  'free',
  'offline',
]

export interface Seen {
  terminal: TerminalState
  doing: Doing
  /** Since when, by our monotonic clock, ms; null where that does not matter. */
  since: number | null
}

/** Each terminal that this clerk is told of, who needs somebody first; of equals who waits longest. */
export function glance(state: WorkspaceState): Seen[] {
  const alarmed = new Map(
    callingAlarms(state)
      // Who is the danger may see this screen.
      .filter((alarm) => !isBeside(state, alarm))
      .map(({ told, at }) => [told.terminal, at - told.raised_s * 1000]),
  )
  const seen = Object.values(state.terminals).map((each) => look(each, alarmed))
  return seen.sort(
    (one, other) =>
      ORDER.indexOf(one.doing) - ORDER.indexOf(other.doing) ||
      (one.since ?? 0) - (other.since ?? 0),
  )
}

function look({ told, at }: Timed<TerminalState>, alarmed: Map<string | null, number>): Seen {
  const raised = alarmed.get(told.terminal)
  if (raised !== undefined) return { terminal: told, doing: 'alarm', since: raised }
  if (!told.online) return { terminal: told, doing: 'offline', since: null }
  if (told.awaited) {
    const rings = told.awaited.ringing ? 'ringing' : 'waiting'
    const since = at - told.awaited.waited_s * 1000
    return { terminal: told, doing: isAlone(told) ? rings : 'attended', since }
  }
  if (!told.visit) return { terminal: told, doing: 'free', since: null }
  return { terminal: told, doing: 'visit', since: at - told.visit.elapsed_s * 1000 }
}

/** Whether somebody should look there now. */
export function needsSomebody({ doing }: Seen): boolean {
  return doing === 'alarm' || doing === 'waiting' || doing === 'ringing'
}

/** Whether a clerk may join the resident there who waits alone. */
export function mayHelp({ terminal }: Seen): boolean {
  return terminal.online && isAlone(terminal)
}

/** As they stood in `held`; terminals that are new since come last. */
export function inHeldOrder(seen: readonly Seen[], held: readonly string[] | null): Seen[] {
  if (!held) return [...seen]
  const place = ({ terminal }: Seen): number => {
    const at = held.indexOf(terminal.terminal)
    return at < 0 ? held.length : at
  }
  return [...seen].sort((one, other) => place(one) - place(other))
}
