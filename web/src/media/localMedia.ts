/** The person's own camera and microphone: on only while something needs them. */
import { createStore, type Readable } from '@/lib/store'
import { DeviceChoices } from './deviceChoices'
import { restoreBlur } from './blur'
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

const KEYS = { voice: 'audio', face: 'video' } as const
const CONSTRAINTS: Readonly<Record<Device, MediaTrackConstraints>> = {
  voice: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  face: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
}
const DEVICES: readonly Device[] = ['voice', 'face']

export class LocalMedia {
  private readonly store = createStore<LocalState>({ voice: IDLE, face: IDLE })
  private readonly needs = new Map<Need, readonly Device[]>()
  private readonly media: MediaDevices | undefined
  /** Counts replacements: only the last one that was asked for counts. */
  private readonly rounds: Record<Device, number> = { voice: 0, face: 0 }
  /** Which devices there are and which were chosen. */
  readonly choices: DeviceChoices
  /** The camera stays off for the coming conversation, and is no longer unwanted after it. */
  private onlyVoice = false

  constructor(media = navigator.mediaDevices as MediaDevices | undefined) {
    this.media = media
    this.choices = new DeviceChoices(media)
    void this.choices.refresh()
    media?.addEventListener('devicechange', () => {
      this.plugged()
      // Who chose a device gets it back when it is plugged in again.
      void this.choices.refresh().then(() => DEVICES.forEach((device) => void this.follow(device)))
    })
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
    if (device === 'face') this.onlyVoice = false
    this.change(device, { wanted })
    const { track } = this.store.get()[device]
    if (device === 'voice' && track) track.enabled = wanted
    else if (!wanted) this.stop(device)
    else if (this.isNeeded(device)) await this.start([device])
  }

  /**
   * Take another camera or microphone, in mid-conversation too; empty is the system's default.
   * The former one goes on until the new one has started, and longer when that cannot: then why.
   */
  async choose(device: Device, deviceId: string): Promise<DeviceProblem | null> {
    const former = this.choices.state.get()[device].deviceId
    this.choices.choose(device, deviceId)
    if (!this.store.get()[device].track) {
      if (this.isNeeded(device)) await this.start([device])
      return null
    }
    const problem = await this.replace(device)
    if (problem) this.choices.choose(device, former)
    return problem
  }

  /** Without the camera for what rings now; it can be switched on later, and is asked of anew. */
  async voiceOnly(): Promise<void> {
    // Who had switched it off before wants it off after, too.
    const { wanted } = this.store.get().face
    await this.want('face', false)
    this.onlyVoice = wanted
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
    // Only now does the browser tell the names, where the person had to be asked.
    await this.choices.refresh()
    for (const device of missing) await this.follow(device)
  }

  /** What was chosen is there, and something else in use. */
  private async follow(device: Device): Promise<void> {
    const { deviceId, sure } = this.choices.state.get()[device]
    const inUse = this.store.get()[device].track?.getSettings().deviceId
    if (sure && inUse !== undefined && inUse !== deviceId) await this.replace(device)
  }

  private async replace(device: Device): Promise<DeviceProblem | null> {
    const round = (this.rounds[device] += 1)
    try {
      const track = await this.ask(device)
      // Another was chosen meanwhile, or it was switched off.
      if (round === this.rounds[device] && this.store.get()[device].track) {
        this.started(device, track)
      } else track?.stop()
      return null
    } catch (error) {
      return round === this.rounds[device] ? problemOf(error) : null
    }
  }

  private isNeeded(device: Device): boolean {
    return [...this.needs.values()].some((devices) => devices.includes(device))
  }

  private stopUnneeded(): void {
    for (const device of DEVICES) if (!this.isNeeded(device)) this.stop(device)
    if (this.needs.size > 0 || !this.onlyVoice) return
    this.onlyVoice = false
    this.change('face', { wanted: true })
  }

  private shouldStart(device: Device): boolean {
    const { track, starting, wanted } = this.store.get()[device]
    return !track && !starting && (wanted || device === 'voice')
  }

  /** One question to the person for both; when that fails, each tells its own reason. */
  private async startTogether(devices: readonly Device[]): Promise<boolean> {
    const both = devices.map((device) => [KEYS[device], this.constraints(device)] as const)
    try {
      const stream = await this.media?.getUserMedia(Object.fromEntries(both))
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
      this.started(device, await this.askOrAny(device))
    } catch (error) {
      this.change(device, { starting: false, problem: problemOf(error) })
    }
  }

  /** A device that was chosen may have gone since: then any. */
  private async askOrAny(device: Device): Promise<MediaStreamTrack | undefined> {
    try {
      return await this.ask(device)
    } catch (error) {
      const { sure } = this.choices.state.get()[device]
      if (!sure || problemOf(error) !== 'missing') throw error
      const any = await this.media?.getUserMedia({ [KEYS[device]]: CONSTRAINTS[device] })
      return any?.getTracks()[0]
    }
  }

  private async ask(device: Device): Promise<MediaStreamTrack | undefined> {
    const stream = await this.media?.getUserMedia({ [KEYS[device]]: this.constraints(device) })
    return stream?.getTracks()[0]
  }

  private constraints(device: Device): MediaTrackConstraints {
    const { deviceId, sure } = this.choices.state.get()[device]
    if (deviceId === '') return CONSTRAINTS[device]
    return { ...CONSTRAINTS[device], deviceId: sure ? { exact: deviceId } : { ideal: deviceId } }
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
    if (device === 'face') void restoreBlur(track)
    const former = this.store.get()[device].track
    this.change(device, { track, starting: false, problem: null })
    // Only when the new one is sent in its place.
    if (former && former !== track) end(former)
  }

  private lost(device: Device, track: MediaStreamTrack): void {
    if (this.store.get()[device].track !== track) return
    this.change(device, { track: null, problem: 'missing' })
  }

  private stop(device: Device): void {
    const { track } = this.store.get()[device]
    if (track) end(track)
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

function end(track: MediaStreamTrack): void {
  track.onended = null
  track.stop()
}
