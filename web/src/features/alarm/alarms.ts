/** Questions to the state about guard alarms. */
import type { AlarmTold } from '@/protocol/server'
import { currentRoom, ownTerminal } from '@/state/select'
import type { Timed, WorkspaceState } from '@/state/workspace'

export type Alarm = Timed<AlarmTold>

/** Those that call this person to help, the oldest first. */
export function callingAlarms(state: WorkspaceState): Alarm[] {
  const since = ({ told, at }: Alarm): number => at - told.raised_s * 1000
  return Object.values(state.alarms)
    .filter(({ told }) => !told.yours)
    .sort((one, other) => since(one) - since(other))
}

/** The one that this person has raised. */
export function ownAlarm(state: WorkspaceState): Alarm | null {
  return Object.values(state.alarms).findLast(({ told }) => told.yours) ?? null
}

/**
 * Whether this person is with whoever is in danger: at the same desk, or together by picture and
 * sound. Then nothing may be heard here, for it would be heard there.
 */
export function isWithIt(state: WorkspaceState, { told }: Alarm): boolean {
  if (told.terminal === null) return false
  const terminal = ownTerminal(state)
  const beside = terminal?.terminal === told.terminal && terminal.in_charge?.seat === 'at_desk'
  return beside || currentRoom(state)?.told.terminal === told.terminal
}
