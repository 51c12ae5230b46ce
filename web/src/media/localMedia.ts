/** The person's own camera and microphone: on only while something needs them. */
import { createStore, type Readable } from '@/lib/store'
import { CONTENT_HINTS } from './transceivers'
import { problemOf, type DeviceProblem } from './problems'

export type Device = 'voice' | 'face'
/** What the devices are needed for; when nothing is left, they go off. */
export type Need = 'ring' | 'room' | 'test'

export interface DeviceState {
  /** The person's wish: not muted, camera not off. */
  wanted: boolean
  track: MediaStreamTrack | null
  problem: DeviceProblem | null
  starting: boolean
}

export type LocalState = Readonly<Record<Device, DeviceState>>

const IDLE: DeviceState = { wanted: true, track: null, problem: null, starting: false }

const CONSTRAINTS: Readonly<Record<Device, MediaStreamConstraints>> = {
  voice: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
  face: {
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  },
}
const DEVICES: readonly Device[] = ['voice', 'face']

export class LocalMedia {
  private readonly store = createStore<LocalState>({ voice: IDLE, face: IDLE })
  private readonly needs = new Map<Need, readonly Device[]>()
  private readonly media: MediaDevices | undefined

  constructor(media = navigator.mediaDevices as MediaDevices | undefined) {
    this.media = media
    media?.addEventListener('devicechange', () => this.plugged())
  }

  get state(): Readable<LocalState> {
    return this.store
  }

  /** Switch devices on for `need`; resolves when they have started or said why not. */
  async hold(need: Need, devices: readonly Device[] = DEVICES): Promise<void> {
    this.needs.set(need, devices)
    this.stopUnneeded()
    await this.start(devices)
  }

  letGo(need: Need): void {
    this.needs.delete(need)
    this.stopUnneeded()
  }

  /** Mute keeps the microphone open; a camera that is off is really off. */
  async want(device: Device, wanted: boolean): Promise<void> {
    this.change(device, { wanted })
    const { track } = this.store.get()[device]
    if (device === 'voice' && track) track.enabled = wanted
    else if (!wanted) this.stop(device)
    else if (this.isNeeded(device)) await this.start([device])
  }

  private async start(devices: readonly Device[]): Promise<void> {
    const missing = devices.filter((device) => this.shouldStart(device))
    if (missing.length === 0) return
    if (!this.media) {
      for (const device of missing) this.change(device, { problem: 'insecure' })
      return
    }
    for (const device of missing) this.change(device, { starting: true, problem: null })
    const together = missing.length > 1 && (await this.startTogether(missing))
    if (!together) await Promise.all(missing.map((device) => this.startOne(device)))
  }

  private isNeeded(device: Device): boolean {
    return [...this.needs.values()].some((devices) => devices.includes(device))
  }

  private stopUnneeded(): void {
    for (const device of DEVICES) if (!this.isNeeded(device)) this.stop(device)
  }

  private shouldStart(device: Device): boolean {
    const { track, starting, wanted } = this.store.get()[device]
    return !track && !starting && (wanted || device === 'voice')
  }

  /** One question to the person for both; when that fails, each tells its own reason. */
  private async startTogether(devices: readonly Device[]): Promise<boolean> {
    const both = Object.assign({}, ...devices.map((device) => CONSTRAINTS[device])) as object
    try {
      const stream = await this.media?.getUserMedia(both)
      this.started('voice', stream?.getAudioTracks()[0])
      this.started('face', stream?.getVideoTracks()[0])
      return true
    } catch (error) {
      if (problemOf(error) !== 'denied') return false
      // Asking again one by one would only ask the person again.
      for (const device of devices) this.change(device, { starting: false, problem: 'denied' })
      return true
    }
  }

  private async startOne(device: Device): Promise<void> {
    try {
      const stream = await this.media?.getUserMedia(CONSTRAINTS[device])
      this.started(device, stream?.getTracks()[0])
    } catch (error) {
      this.change(device, { starting: false, problem: problemOf(error) })
    }
  }

  private started(device: Device, track: MediaStreamTrack | undefined): void {
    const { wanted } = this.store.get()[device]
    const unwanted = !this.isNeeded(device) || (device === 'face' && !wanted)
    if (!track || unwanted) {
      track?.stop()
      this.change(device, { starting: false })
      return
    }
    track.contentHint = CONTENT_HINTS[device]
    track.enabled = wanted
    track.onended = () => this.lost(device, track)
    this.change(device, { track, starting: false, problem: null })
  }

  private lost(device: Device, track: MediaStreamTrack): void {
    if (this.store.get()[device].track !== track) return
    this.change(device, { track: null, problem: 'missing' })
  }

  private stop(device: Device): void {
    const { track } = this.store.get()[device]
    if (track) {
      track.onended = null
      track.stop()
    }
    this.change(device, { track: null })
  }

  /** Something was plugged in or out: take back what was missing. */
  private plugged(): void {
    const back = DEVICES.filter((device) => {
      const { problem } = this.store.get()[device]
      return this.isNeeded(device) && (problem === 'missing' || problem === 'busy')
    })
    void this.start(back)
  }

  private change(device: Device, part: Partial<DeviceState>): void {
    const state = this.store.get()
    this.store.set({ ...state, [device]: { ...state[device], ...part } })
  }
}
