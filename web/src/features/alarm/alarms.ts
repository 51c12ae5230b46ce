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

/** Whether this person sits at that very desk: whoever is the danger may see this screen. */
export function isBeside(state: WorkspaceState, { told }: Alarm): boolean {
  const terminal = ownTerminal(state)
  return terminal?.terminal === told.terminal && terminal.in_charge?.seat === 'at_desk'
}

/** Whether what sounds here is heard there: from the same desk, or through the conversation. */
export function isHeardThere(state: WorkspaceState, alarm: Alarm): boolean {
  const { terminal } = alarm.told
  const together = terminal !== null && currentRoom(state)?.told.terminal === terminal
  return together || isBeside(state, alarm)
}
