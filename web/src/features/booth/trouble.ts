import type { Devices } from '@/protocol/booth-to-page'

const BROKEN = new Set(['missing', 'busy', 'stuck', 'failed'])
const ALL = ['face', 'microphone', 'loudspeaker', 'document'] as const

export type BrokenDevice = (typeof ALL)[number]

/** The devices that do not work now. Off by configuration, or still starting, is no trouble. */
export function brokenDevices(devices: Devices): BrokenDevice[] {
  return ALL.filter((name) => BROKEN.has(devices[name]))
}
