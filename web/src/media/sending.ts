import type { Sending } from '@/protocol/server'
import type { DeviceState, LocalState } from './localMedia'

const on = ({ wanted, problem }: DeviceState): boolean => wanted && problem === null

/** What the room is told of this browser: what is switched on and can be. */
export function sendingOf(local: LocalState): Sending {
  return { voice: on(local.voice), face: on(local.face), document: false, screen: false }
}
