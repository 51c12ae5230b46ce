/** Which device is meant by what a person chose on this computer. Pure. */

/** What a device is for; the ring may sound elsewhere than the voices. */
export type DeviceUse = 'voice' | 'face' | 'output' | 'ring'

export const DEVICE_USES: readonly DeviceUse[] = ['voice', 'face', 'output', 'ring']

export const KIND_OF: Readonly<Record<DeviceUse, MediaDeviceKind>> = {
  voice: 'audioinput',
  face: 'videoinput',
  output: 'audiooutput',
  ring: 'audiooutput',
}

export interface KnownDevice {
  deviceId: string
  /** As the browser names it; empty before the person has allowed the use of devices. */
  label: string
}

export type Chosen = Readonly<Partial<Record<DeviceUse, KnownDevice>>>

export interface Found {
  /** Empty: the system's own default. */
  deviceId: string
  /** Whether it is known to be there. */
  sure: boolean
  /** The name of what was chosen and is not there, so that something else is used. */
  gone: string | null
}

const DEFAULT: Found = { deviceId: '', sure: false, gone: null }

/**
 * The device that was chosen: by its id, else by its name, since ids change when a person clears
 * the browser's data. As long as the browser tells no names, it is not known what is there.
 */
export function find(choice: KnownDevice | undefined, devices: readonly KnownDevice[]): Found {
  if (!choice) return DEFAULT
  const { deviceId, label } = choice
  const found =
    devices.find((device) => device.deviceId === deviceId) ??
    devices.find((device) => label !== '' && device.label === label)
  if (found) return { deviceId: found.deviceId, sure: true, gone: null }
  const named = devices.some((device) => device.label !== '')
  return named ? { ...DEFAULT, gone: label } : { ...DEFAULT, deviceId }
}

/** Chromium's entries for what the system has as default are no devices of their own. */
const ALIASES = new Set(['', 'default', 'communications'])

export function listOf(
  kind: MediaDeviceKind,
  found: readonly Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[],
): KnownDevice[] {
  return found
    .filter((device) => device.kind === kind && !ALIASES.has(device.deviceId))
    .map(({ deviceId, label }) => ({ deviceId, label }))
}

/** What was remembered as text; anything else than that is as nothing. */
export function readChosen(text: string | null): Chosen {
  let given: unknown
  try {
    given = JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
  if (typeof given !== 'object' || given === null) return {}
  const each = given as Record<string, unknown>
  return Object.fromEntries(
    DEVICE_USES.flatMap((use) => (isDevice(each[use]) ? [[use, each[use]]] : [])),
  )
}

function isDevice(given: unknown): given is KnownDevice {
  if (typeof given !== 'object' || given === null) return false
  const { deviceId, label } = given as Record<string, unknown>
  return typeof deviceId === 'string' && deviceId !== '' && typeof label === 'string'
}
