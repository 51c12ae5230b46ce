import type { Sending } from '@/protocol/server'
import type { Device, DeviceState, LocalState } from './localMedia'

const on = ({ wanted, problem }: DeviceState): boolean => wanted && problem === null

/** What the room is told of this browser: what is switched on and can be. */
export function sendingOf(
  local: LocalState,
  devices: readonly Device[],
  screen = false,
): Sending {
  const sends = (device: Device): boolean => devices.includes(device) && on(local[device])
  return { voice: sends('voice'), face: sends('face'), document: false, screen }
}
