/** Browser media that jsdom has not: tracks, devices and peer connections without a network. */
import { vi } from 'vitest'

export class FakeTrack extends EventTarget {
  enabled = true
  muted = false
  contentHint = ''
  readyState = 'live'
  onended: (() => void) | null = null

  constructor(
    readonly kind: 'audio' | 'video',
    readonly deviceId = 'default',
  ) {
    super()
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId }
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind)
  }

  stop(): void {
    this.readyState = 'ended'
  }
}

export function fakeStream(...tracks: FakeTrack[]): MediaStream {
  const ofKind = (kind: string): FakeTrack[] => tracks.filter((track) => track.kind === kind)
  return {
    getTracks: () => tracks,
    getAudioTracks: () => ofKind('audio'),
    getVideoTracks: () => ofKind('video'),
  } as unknown as MediaStream
}

type Ask = (constraints: MediaStreamConstraints) => Promise<MediaStream>
export type Listed = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>

function idOf(wish: boolean | MediaTrackConstraints): string {
  const deviceId = typeof wish === 'object' ? wish.deviceId : undefined
  const named = typeof deviceId === 'object' && 'exact' in deviceId ? deviceId.exact : undefined
  return typeof named === 'string' ? named : 'default'
}

/** Devices that give what they are asked for, or what `ask` does instead. */
export function fakeDevices(
  ask?: Ask,
  listed: Listed[] = [],
): MediaDevices & { getUserMedia: ReturnType<typeof vi.fn> } {
  const give: Ask = ({ audio, video }) => {
    const tracks = [
      ...(audio ? [new FakeTrack('audio', idOf(audio))] : []),
      ...(video ? [new FakeTrack('video', idOf(video))] : []),
    ]
    return Promise.resolve(fakeStream(...tracks))
  }
  return Object.assign(new EventTarget(), {
    getUserMedia: vi.fn(ask ?? give),
    enumerateDevices: () => Promise.resolve([...listed]),
  }) as unknown as MediaDevices & { getUserMedia: ReturnType<typeof vi.fn> }
}

class FakeTransceiver {
  mid: string | null = null
  direction: string
  sender = {
    track: null as unknown,
    replaceTrack: (track: unknown): Promise<void> => {
      this.sender.track = track
      return Promise.resolve()
    },
  }
  receiver: { track: FakeTrack }

  constructor(kind: 'audio' | 'video', direction: string) {
    this.direction = direction
    this.receiver = { track: new FakeTrack(kind) }
  }
}

export class FakeChannel {
  readyState = 'connecting'
  ordered = true
  maxRetransmits = null
  maxPacketLifeTime = null
  onopen: (() => void) | null = null
  onclose: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onbufferedamountlow: (() => void) | null = null
  bufferedAmountLowThreshold = 0
  bufferedAmount = 0
  /** Whether bytes wait until `empties`. */
  fills = false
  readonly sent: string[] = []
  readonly bytes: ArrayBuffer[] = []

  constructor(
    readonly label = 'text',
    readonly protocol = 'etaluukku-text-1',
  ) {}

  send(frame: string | ArrayBuffer): void {
    if (typeof frame === 'string') this.sent.push(frame)
    else {
      this.bytes.push(frame)
      if (this.fills) this.bufferedAmount += frame.byteLength
    }
  }

  empties(): void {
    this.bufferedAmount = 0
    this.onbufferedamountlow?.()
  }

  opens(): void {
    this.readyState = 'open'
    this.onopen?.()
  }

  close(): void {
    this.readyState = 'closed'
    this.onclose?.()
  }
}

export class FakeConnection {
  connectionState = 'new'
  signalingState = 'stable'
  localDescription: { sdp: string } | null = null
  remoteDescription: { type: string; sdp: string } | null = null
  ontrack: ((event: object) => void) | null = null
  ondatachannel: ((event: { channel: FakeChannel }) => void) | null = null
  readonly channels: FakeChannel[] = []
  onicecandidate: ((event: { candidate: object | null }) => void) | null = null
  onconnectionstatechange: (() => void) | null = null
  readonly transceivers: FakeTransceiver[] = []
  readonly candidates: object[] = []
  closed = false

  constructor(readonly configuration: RTCConfiguration) {}

  addTransceiver(kind: 'audio' | 'video', init: { direction: string }): FakeTransceiver {
    const made = new FakeTransceiver(kind, init.direction)
    this.transceivers.push(made)
    return made
  }

  createDataChannel(label: string, { protocol }: { protocol: string }): FakeChannel {
    const made = new FakeChannel(label, protocol)
    this.channels.push(made)
    return made
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers
  }

  setLocalDescription(): Promise<void> {
    this.transceivers.forEach((each, index) => (each.mid = String(index)))
    this.signalingState = this.remoteDescription ? 'stable' : 'have-local-offer'
    this.localDescription = { sdp: this.remoteDescription ? 'v=0 answer' : 'v=0 offer' }
    return Promise.resolve()
  }

  setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    this.remoteDescription = description
    if (description.type === 'offer') {
      for (const [index, kind] of (['audio', 'video', 'video', 'video'] as const).entries()) {
        const made = new FakeTransceiver(kind, 'recvonly')
        made.mid = String(index)
        this.transceivers.push(made)
      }
    } else this.signalingState = 'stable'
    return Promise.resolve()
  }

  addIceCandidate(candidate: object): Promise<void> {
    this.candidates.push(candidate)
    return Promise.resolve()
  }

  close(): void {
    this.closed = true
  }

  becomes(state: string): void {
    this.connectionState = state
    this.onconnectionstatechange?.()
  }

  /** What is sent now, by m-line: voice, face, document, screen. */
  sends(): boolean[] {
    return this.transceivers.map(({ sender }) => sender.track !== null)
  }
}
