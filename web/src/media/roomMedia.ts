/** Keeps the peer connections that the room's state asks for, and feeds them. */
import type { Clock } from '@/lib/timers'
import { createStore, type Readable } from '@/lib/store'
import type { Purpose, RoomTold, ServerMessage } from '@/protocol/server'
import type { SignalingClient } from '@/signaling/client'
import { currentRing, currentRoom, isJoining } from '@/state/select'
import { DeskLine } from './deskLine'
import { isRttChannel, RoomText } from './roomText'
import { LinkRunner, type Relayed } from './linkRunner'
import type { Device, LocalMedia } from './localMedia'
import { Peer } from './peer'
import {
  devicesOf,
  granted,
  linksOf,
  needsDevices,
  receivable,
  seesPaper,
  toConfirm,
  type LinkPlan,
} from './plan'
import { sendingOf } from './sending'
import { audienceOf, yields } from './showing/audience'
import { ScreenShare } from './showing/screenShare'
import { Speakers, type VoiceLevels } from './speakers'
import { TextLine } from './textLine'
import { isUnderWay } from './texting'
import type { WorkspaceState } from '@/state/workspace'
import { ReceivedTracks, type ReceivedByPeer } from './tracks'

/** ICE credentials older than this are asked anew at the next ring, ms. */
const ICE_FRESH_MS = 240_000

type Client = Pick<SignalingClient, 'state' | 'listen' | 'request' | 'send' | 'probe'>

export interface RoomMediaOptions {
  client: Client
  local: LocalMedia
  clock: Clock
  share?: ScreenShare
  makeConnection?: (configuration: RTCConfiguration) => RTCPeerConnection
}

export class RoomMedia {
  private readonly tracks = new ReceivedTracks()
  private readonly runners = new Map<string, LinkRunner>()
  private readonly stops: (() => void)[] = []
  private readonly speaks: Speakers
  /** Links that were there before the socket came back. */
  private before: readonly LinkRunner[] = []
  private key = ''
  private toldSending = ''
  private confirmed = ''
  private prepared: Peer | null = null
  private readonly line = createStore<TextLine | null>(null)
  private readonly paper = createStore<DeskLine | null>(null)
  private readonly writing = createStore<RoomText | null>(null)
  private readonly voice = createStore(false)
  private readonly lost = createStore(0)
  /** The own screen, or a file, that is shown to the others; it ends with the room. */
  readonly share: ScreenShare
  private audience = ''

  constructor(private readonly options: RoomMediaOptions) {
    this.speaks = new Speakers(options.clock, () => this.voiceLevels())
    this.share = options.share ?? new ScreenShare()
  }

  get received(): Readable<ReceivedByPeer> {
    return this.tracks.state
  }

  /** Who of the others speaks now, of those who may be heard. */
  get speakers(): Readable<readonly string[]> {
    return this.speaks.state
  }

  /** What is written in the inquiry one is in; it ends with the room. */
  get text(): Readable<TextLine | null> {
    return this.line
  }

  /** The paper of the visit one is in, and stills of it; gone with the room. */
  get desk(): Readable<DeskLine | null> {
    return this.paper
  }

  /** Real-time text of the visit one is in; gone with the room. */
  get rtt(): Readable<RoomText | null> {
    return this.writing
  }

  /** How many own texts had not arrived when the last inquiry ended. */
  get lostTexts(): Readable<number> {
    return this.lost
  }

  /** Whether one's voice is switched on in an inquiry, where it is off at first. */
  get speaking(): Readable<boolean> {
    return this.voice
  }

  /** Switch voice on or off in an inquiry; off closes the microphone. */
  speak(on: boolean): void {
    this.voice.set(on)
    if (on) void this.options.local.want('voice', true)
    this.update()
  }

  start(): void {
    const { client, local } = this.options
    this.stops.push(
      client.state.subscribe(() => this.update()),
      local.state.subscribe(() => this.feed()),
      this.share.state.subscribe(() => this.feed()),
      client.listen((message) => this.hear(message)),
    )
    this.update()
  }

  stop(): void {
    for (const stop of this.stops.splice(0)) stop()
    this.closeAll()
    this.share.reset()
    this.useDesk(null)
    this.useRtt(null)
  }

  private update(): void {
    const state = this.options.client.state.get()
    const room = currentRoom(state)?.told ?? null
    const me = state.participant ?? ''
    const key = room ? `${room.room} ${me}` : ''
    if (key !== this.key) {
      this.closeAll()
      this.share.reset()
      this.voice.set(false)
      const line = this.line.get()
      if (line) this.lost.set(line.state.get().log.filter(isUnderWay).length)
      this.line.set(room?.kind === 'inquiry' ? new TextLine() : null)
      this.useDesk(room && room.kind !== 'inquiry' ? new DeskLine() : null)
      this.useRtt(room?.kind === 'visit' ? new RoomText(me, this.options.clock) : null)
    }
    this.key = key
    const plans = room ? linksOf(room, me) : []
    this.followNeeds(isExpected(state), room ? devicesOf(room, me, this.voice.get()) : [])
    // What came from others is dropped at once; what we send is stopped by `feed`.
    this.tracks.allow(room ? receivable(room, me) : {})
    this.paper.get()?.allow(room !== null && seesPaper(room, me))
    this.followAudience(room, me)
    if (room) this.followLinks(room.room, plans)
    if (room) this.allowText(room, me, plans)
    this.feed()
  }

  /** A screen is shown to those for whom it was begun, and one at a time. */
  private followAudience(room: RoomTold | null, me: string): void {
    const audience = audienceOf(room, me)
    if (audience !== this.audience) this.share.stop('changed')
    else if (room && yields(room, me)) this.share.stop('other')
    this.audience = audience
  }

  private voiceLevels(): VoiceLevels {
    const may = this.tracks.state.get()
    return new Map(
      [...this.runners]
        .filter(([peer]) => may[peer]?.tracks.voice)
        .map(([peer, runner]) => [peer, runner.voiceLevel]),
    )
  }

  private allowText(room: RoomTold, me: string, plans: readonly LinkPlan[]): void {
    for (const { peer } of plans) {
      const write = granted(room, me, peer).has('voice')
      this.writing.get()?.allow(peer, { write, read: granted(room, peer, me).has('voice') })
    }
  }

  private useRtt(text: RoomText | null): void {
    this.writing.get()?.stop()
    this.writing.set(text)
  }

  private useDesk(line: DeskLine | null): void {
    this.paper.get()?.end()
    this.paper.set(line)
  }

  /** Devices and a half-made connection are ready before the ring is answered. */
  private followNeeds(ringing: boolean, devices: readonly Device[]): void {
    const { local } = this.options
    // The room first, so that going from ring to room never switches the camera off.
    if (devices.length > 0) void local.hold('room', devices)
    else local.letGo('room')
    if (ringing) {
      void local.hold('ring')
      this.prepare()
    } else {
      local.letGo('ring')
      if (this.key === '') this.discardPrepared()
    }
  }

  private prepare(): void {
    if (this.prepared) return
    const { client, clock } = this.options
    const { ice } = client.state.get()
    if (!ice) return
    if (clock.now() - ice.at > ICE_FRESH_MS) {
      // The answer is a new state, which brings us here again.
      if (client.send({ type: 'ice.get' })) return
    }
    this.prepared = this.makePeer({ peerIsTerminal: true, isInquiry: false })
    this.prepared.prepareOffer().catch(() => this.discardPrepared())
  }

  private discardPrepared(): void {
    this.prepared?.close()
    this.prepared = null
  }

  private followLinks(room: string, plans: readonly LinkPlan[]): void {
    for (const [peer, runner] of [...this.runners]) {
      if (plans.some((plan) => plan.peer === peer && plan.offering === runner.offering)) continue
      runner.close()
      this.runners.delete(peer)
      this.tracks.forget(peer)
      this.writing.get()?.forget(peer)
    }
    for (const plan of plans) {
      const known = this.runners.get(plan.peer)
      const runner = known ?? this.makeRunner(room, plan)
      if (!known) this.runners.set(plan.peer, runner)
      runner.told(plan.generation, plan.reachable)
    }
    if (this.runners.size > 0) this.speaks.start()
    else this.speaks.stop()
  }

  private makeRunner(room: string, plan: LinkPlan): LinkRunner {
    const { client, clock } = this.options
    return new LinkRunner({
      room,
      peer: plan.peer,
      offering: plan.offering,
      clock,
      makePeer: () => {
        this.channelOf(plan)?.detach()
        this.writing.get()?.detach(plan.peer)
        return this.takePeer(plan)
      },
      request: (message) => client.request(message, true),
      send: (message) => client.send(message),
      onPath: (path) => {
        this.tracks.setPath(plan.peer, path)
        // A dead network takes the socket too, and the page would not notice.
        if (path === 'interrupted') client.probe()
      },
      onTrack: (purpose, track) => this.tracks.setTrack(plan.peer, purpose, track),
      onChannel: (channel) => {
        if (isRttChannel(channel)) this.writing.get()?.attach(plan.peer, channel)
        else this.channelOf(plan)?.attach(channel)
      },
    })
  }

  /** What speaks over the data channel of this link, if anything does. */
  private channelOf({ peerIsTerminal }: LinkPlan): TextLine | DeskLine | null {
    return peerIsTerminal ? this.paper.get() : this.line.get()
  }

  private takePeer(plan: LinkPlan): Peer {
    const { prepared } = this
    if (prepared && plan.offering && plan.peerIsTerminal) {
      this.prepared = null
      return prepared
    }
    return this.makePeer(plan)
  }

  private makePeer({ peerIsTerminal, isInquiry }: Pick<LinkPlan, 'peerIsTerminal' | 'isInquiry'>): Peer {
    const { client, makeConnection } = this.options
    const iceServers = client.state.get().ice?.told.servers ?? []
    return new Peer({
      iceServers,
      peerIsTerminal,
      isInquiry,
      ...(makeConnection && { makeConnection }),
    })
  }

  private hear(message: ServerMessage): void {
    if (message.type === 'welcome') {
      this.before = [...this.runners.values()]
      this.toldSending = this.confirmed = ''
    } else if (message.type === 'synced') {
      const living = new Set(this.runners.values())
      for (const runner of this.before) if (living.has(runner)) runner.resumed()
      this.before = []
      this.feed()
    } else if (isRelayed(message) && this.key.startsWith(`${message.room} `)) {
      this.runners.get(message.sender)?.relayed(message)
    }
  }

  /** Give every link what it is granted, and tell the room what is switched on. */
  private feed(): void {
    const state = this.options.client.state.get()
    const room = currentRoom(state)?.told
    const me = state.participant
    if (!room || me === null) return
    const obeyed = [...this.runners].map(([peer, runner]) =>
      runner.sendTracks(this.grantedTracks(room, me, peer)),
    )
    Promise.all(obeyed).then(
      () => this.confirm(room),
      // A link that could not stop has not: nobody is told that it did.
      () => undefined,
    )
    if (this.runners.size > 0) this.tellSending(room, me)
  }

  /** Tell once for each revision that nothing is sent any more that it does not grant. */
  private confirm(obeyed: RoomTold): void {
    const { client } = this.options
    const state = client.state.get()
    const revision = toConfirm(obeyed)
    // A newer state has been fed meanwhile, or will be after `synced`: that one confirms.
    if (revision === null || state.told || currentRoom(state)?.told !== obeyed) return
    const due = `${obeyed.room} ${revision}`
    if (due === this.confirmed) return
    if (client.send({ type: 'room.confirm', room: obeyed.room, revision })) this.confirmed = due
  }

  private grantedTracks(
    room: RoomTold,
    me: string,
    peer: string,
  ): Partial<Record<Purpose, MediaStreamTrack | null>> {
    const may = granted(room, me, peer)
    // A device that is on for something else, such as being tried, is sent to nobody for that.
    const devices = devicesOf(room, me, this.voice.get())
    const { voice, face } = this.options.local.state.get()
    return {
      voice: may.has('voice') && devices.includes('voice') ? voice.track : null,
      face: may.has('face') && devices.includes('face') ? face.track : null,
      screen: may.has('screen') ? this.share.state.get().track : null,
    }
  }

  private tellSending(room: RoomTold, me: string): void {
    const { client, local } = this.options
    const showing = this.share.state.get().track !== null
    const sending = sendingOf(local.state.get(), devicesOf(room, me, this.voice.get()), showing)
    const told = `${room.room} ${JSON.stringify(sending)}`
    if (told === this.toldSending || client.state.get().told) return
    if (client.send({ type: 'media.set', room: room.room, sending })) this.toldSending = told
  }

  private closeAll(): void {
    for (const [peer, runner] of this.runners) {
      runner.close()
      this.tracks.forget(peer)
    }
    this.runners.clear()
    this.speaks.stop()
    this.toldSending = this.confirmed = ''
  }
}

/** A conversation with camera and microphone rings, or has been answered and is on its way. */
function isExpected(state: WorkspaceState): boolean {
  const ring = currentRing(state)?.told
  if (ring) return needsDevices(ring.kind)
  const { endedReservation } = state
  return (
    currentRoom(state) === null &&
    isJoining(state) &&
    endedReservation !== null &&
    needsDevices(endedReservation.kind)
  )
}

function isRelayed(message: ServerMessage): message is Relayed {
  return ['offer', 'answer', 'candidate', 'restart'].includes(message.type)
}
