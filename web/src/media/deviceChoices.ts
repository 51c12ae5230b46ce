/** The devices there are, and which of them the person chose on this computer. */
import { createStore, type Readable } from '@/lib/store'
import {
  DEVICE_USES,
  find,
  KIND_OF,
  listOf,
  readChosen,
  type Chosen,
  type DeviceUse,
  type Found,
  type KnownDevice,
} from './chosen'

const REMEMBERED = 'etaluukku.devices'

export interface UseState extends Found {
  devices: readonly KnownDevice[]
}

export type ChoicesState = Readonly<Record<DeviceUse, UseState>>

export class DeviceChoices {
  private chosen: Chosen = readChosen(recall())
  private found: readonly MediaDeviceInfo[] = []
  private readonly store = createStore<ChoicesState>(this.judge())
  private asked = 0

  constructor(private readonly media: MediaDevices | undefined) {}

  get state(): Readable<ChoicesState> {
    return this.store
  }

  /** Look again what there is: at first, when something was plugged in or out or allowed. */
  async refresh(): Promise<void> {
    const asked = (this.asked += 1)
    const found = await this.media?.enumerateDevices().catch(() => [])
    if (!found || asked !== this.asked) return
    this.found = found
    this.store.set(this.judge())
  }

  /** Remember what a device is chosen for; empty is the system's own default. */
  choose(use: DeviceUse, deviceId: string): void {
    const device = this.store.get()[use].devices.find((each) => each.deviceId === deviceId)
    this.chosen = { ...this.chosen, [use]: device }
    remember(this.chosen)
    this.store.set(this.judge())
  }

  private judge(): ChoicesState {
    const states = DEVICE_USES.map((use) => {
      const devices = listOf(KIND_OF[use], this.found)
      return [use, { ...find(this.chosen[use], devices), devices }] as const
    })
    return Object.fromEntries(states) as unknown as ChoicesState
  }
}

// Storage may be forbidden by the browser's settings: then the choice lasts the page.
function recall(): string | null {
  try {
    return localStorage.getItem(REMEMBERED)
  } catch {
    return null
  }
}

function remember(chosen: Chosen): void {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(chosen))
  } catch {
    // See above.
  }
}
