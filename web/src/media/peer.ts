/** One RTCPeerConnection: one generation of one link. */
import type { IceCandidate } from '@/protocol/client'
import type { Purpose, Track } from '@/protocol/server'
import { makeDeskChannel } from './deskLine'
import { levelOf, type VoiceLevel } from './speakers'
import { isRttChannel, makeRttChannel } from './roomText'
import { isTextChannel, makeTextChannel } from './textLine'
import { directions, KINDS, preferTerminalCodecs } from './transceivers'
import { sendTwiceWhereLost } from './twiceSending'

export interface PeerEvents {
  candidate: (candidate: IceCandidate | null) => void
  path: (state: RTCPeerConnectionState) => void
  track: (purpose: Purpose, track: MediaStreamTrack) => void
  /** A channel for an inquiry's text, a terminal's desk or real-time text; perhaps not open yet. */
  channel?: (channel: RTCDataChannel) => void
}

export interface PeerOptions {
  iceServers: RTCIceServer[]
  peerIsTerminal: boolean
  /** An inquiry: voice and a channel for its texts, nothing else. */
  isInquiry?: boolean
  makeConnection?: (configuration: RTCConfiguration) => RTCPeerConnection
}

export interface Offer {
  sdp: string
  tracks: Track[]
}

type Tracks = Readonly<Partial<Record<Purpose, MediaStreamTrack | null>>>

export class Peer {
  private readonly connection: RTCPeerConnection
  private readonly transceivers = new Map<Purpose, RTCRtpTransceiver>()
  private events: PeerEvents | null = null
  private readonly early: IceCandidate[] = []
  private offered: Promise<void> | null = null
  private sending: Tracks = {}
  private applied: Promise<void> = Promise.resolve()
  private readonly channels: RTCDataChannel[] = []
  private closed = false
  private endLooking: () => void = () => undefined

  constructor(private readonly options: PeerOptions) {
    const make = options.makeConnection ?? ((configuration) => new RTCPeerConnection(configuration))
    this.connection = make({ iceServers: options.iceServers, bundlePolicy: 'max-bundle' })
    this.connection.ontrack = (event) => this.receive(event.transceiver, event.track)
    this.connection.onconnectionstatechange = () =>
      this.events?.path(this.connection.connectionState)
    this.connection.onicecandidate = (event) => this.gathered(event.candidate)
    this.connection.ondatachannel = ({ channel }) => this.takeChannel(channel)
  }

  listen(events: PeerEvents): void {
    this.events = events
    for (const channel of this.channels) events.channel?.(channel)
  }

  /** Begin making the offer, and gathering candidates, before anybody is there to get it. */
  prepareOffer(): Promise<void> {
    this.offered ??= this.makeOffer()
    return this.offered
  }

  /** The offer, if it has been made already: with the candidates that came meanwhile. */
  get madeOffer(): Offer | null {
    const sdp = this.connection.localDescription?.sdp
    return sdp ? { sdp, tracks: this.tracks() } : null
  }

  async offer(): Promise<Offer> {
    await this.prepareOffer()
    return { sdp: this.connection.localDescription?.sdp ?? '', tracks: this.tracks() }
  }

  async answer(sdp: string, tracks: readonly Track[]): Promise<string> {
    await this.connection.setRemoteDescription({ type: 'offer', sdp })
    for (const { mid, purpose } of tracks) this.adopt(mid, purpose)
    await this.applyTracks()
    await this.connection.setLocalDescription()
    await this.takeEarly()
    return this.connection.localDescription?.sdp ?? ''
  }

  async takeAnswer(sdp: string): Promise<void> {
    if (this.connection.signalingState !== 'have-local-offer') return
    await this.connection.setRemoteDescription({ type: 'answer', sdp })
    await this.takeEarly()
    if (this.closed) return
    this.endLooking = sendTwiceWhereLost({
      connection: this.connection,
      answer: sdp,
      speaks: () => Boolean(this.transceivers.get('voice')?.sender.track),
    })
  }

  async takeCandidate(candidate: IceCandidate | null): Promise<void> {
    // No more candidates: browsers find that out by themselves.
    if (!candidate) return
    if (!this.connection.remoteDescription) {
      this.early.push(candidate)
      return
    }
    await this.connection.addIceCandidate(candidate)
  }

  /**
   * Send exactly these; what is missing or null is not sent. The SDP does not change.
   * Resolves when it is so: what is not wanted has stopped.
   */
  async send(tracks: Tracks): Promise<void> {
    this.sending = tracks
    await this.applyTracks()
  }

  /** What the other end's voice says of itself now. */
  get voiceLevel(): VoiceLevel | null {
    return levelOf(this.transceivers.get('voice')?.receiver)
  }

  close(): void {
    this.closed = true
    this.endLooking()
    this.events = null
    this.connection.ontrack = null
    this.connection.ondatachannel = null
    this.connection.onicecandidate = null
    this.connection.onconnectionstatechange = null
    this.connection.close()
  }

  private async makeOffer(): Promise<void> {
    const { peerIsTerminal, isInquiry } = this.options
    const wanted = isInquiry ? { voice: 'sendrecv' as const } : directions(peerIsTerminal)
    if (peerIsTerminal) this.useChannel(makeDeskChannel(this.connection))
    this.useChannel((isInquiry ? makeTextChannel : makeRttChannel)(this.connection))
    for (const [purpose, direction] of Object.entries(wanted) as [
      Purpose,
      RTCRtpTransceiverDirection,
    ][]) {
      const transceiver = this.connection.addTransceiver(KINDS[purpose], { direction })
      if (peerIsTerminal && KINDS[purpose] === 'video') {
        preferTerminalCodecs(transceiver)
      }
      this.transceivers.set(purpose, transceiver)
    }
    await this.applyTracks()
    await this.connection.setLocalDescription()
  }

  private takeChannel(channel: RTCDataChannel): void {
    const isExpected = this.options.isInquiry ? isTextChannel : isRttChannel
    if (this.channels.length === 0 && isExpected(channel)) this.useChannel(channel)
    else channel.close()
  }

  private useChannel(channel: RTCDataChannel): void {
    this.channels.push(channel)
    this.events?.channel?.(channel)
  }

  private adopt(mid: string, purpose: Purpose): void {
    const transceiver = this.connection.getTransceivers().find((each) => each.mid === mid)
    if (!transceiver) return
    transceiver.direction = 'sendrecv'
    this.transceivers.set(purpose, transceiver)
    this.receive(transceiver, transceiver.receiver.track)
  }

  /** One change after the other: a track under way must not come after its own removal. */
  private applyTracks(): Promise<void> {
    const change = this.applied.then(async () => {
      await Promise.all([...this.transceivers].map(([purpose, each]) => this.apply(purpose, each)))
    })
    this.applied = change.catch(() => undefined)
    return change
  }

  private async apply(purpose: Purpose, { sender }: RTCRtpTransceiver): Promise<void> {
    const wanted = this.sending[purpose] ?? null
    // A closed connection takes no track, and sends none.
    if (this.closed || sender.track === wanted) return
    await sender.replaceTrack(wanted)
  }

  private tracks(): Track[] {
    return [...this.transceivers].flatMap(([purpose, { mid }]) =>
      mid === null ? [] : [{ mid, purpose }],
    )
  }

  private receive(transceiver: RTCRtpTransceiver, track: MediaStreamTrack): void {
    const found = [...this.transceivers].find(([, each]) => each === transceiver)
    if (!found || this.closed) return
    playSoon(transceiver.receiver)
    this.events?.track(found[0], track)
  }

  private gathered(candidate: RTCIceCandidate | null): void {
    // Those found before the offer is sent travel in it.
    if (candidate?.candidate === '') return
    this.events?.candidate(candidate ? (candidate.toJSON() as IceCandidate) : null)
  }

  private async takeEarly(): Promise<void> {
    for (const candidate of this.early.splice(0)) await this.connection.addIceCandidate(candidate)
  }
}

/** Ask for the least buffering that the network allows (W3C webrtc-extensions). */
function playSoon(receiver: RTCRtpReceiver): void {
  if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0
}
