/** Performs a link's effects: makes and closes its peer connections, and speaks for them. */
import type { ClientMessage } from '@/protocol/client'
import type {
  Purpose,
  RelayedAnswer,
  RelayedCandidate,
  RelayedOffer,
  RelayedRestart,
} from '@/protocol/server'
import type { Clock } from '@/lib/timers'
import { Refused } from '@/signaling/pending'
import { newLink, step, type LinkEffect, type LinkEvent, type LinkState, type Path } from './link'
import type { Peer, PeerEvents } from './peer'
import type { VoiceLevel } from './speakers'

export type Relayed = RelayedOffer | RelayedAnswer | RelayedCandidate | RelayedRestart
type Tracks = Readonly<Partial<Record<Purpose, MediaStreamTrack | null>>>
type OnCandidate = PeerEvents['candidate']
type FoundCandidate = Parameters<OnCandidate>[0]

export interface LinkOptions {
  room: string
  peer: string
  offering: boolean
  clock: Clock
  makePeer: () => Peer
  /** Resolves when the server took it; rejects with a `Refused`. */
  request: (message: ClientMessage) => Promise<void>
  send: (message: ClientMessage) => void
  onPath: (path: Path) => void
  onTrack: (purpose: Purpose, track: MediaStreamTrack) => void
  onChannel?: (channel: RTCDataChannel) => void
}

export class LinkRunner {
  private state: LinkState
  private peer: Peer | null = null
  private cancelWatch: (() => void) | null = null
  private tracks: Tracks = {}
  private message: Relayed | null = null

  constructor(private readonly options: LinkOptions) {
    this.state = newLink(options.offering)
  }

  get offering(): boolean {
    return this.options.offering
  }

  /** What the other end's voice says of itself now. */
  get voiceLevel(): VoiceLevel | null {
    return this.peer?.voiceLevel ?? null
  }

  told(generation: number, reachable: boolean): void {
    this.dispatch({ type: 'told', generation, reachable })
  }

  resumed(): void {
    this.dispatch({ type: 'resumed' })
  }

  relayed(message: Relayed): void {
    this.message = message
    this.dispatch({ type: message.type, generation: message.generation })
    this.message = null
  }

  /** Resolves when what is not among them is not sent any more. */
  async sendTracks(tracks: Tracks): Promise<void> {
    this.tracks = tracks
    const { peer } = this
    try {
      await peer?.send(tracks)
    } catch (error) {
      // Closed meanwhile: its successor has been given the tracks.
      if (this.peer === peer) throw error
    }
  }

  close(): void {
    this.unwatch()
    this.peer?.close()
    this.peer = null
  }

  private dispatch(event: LinkEvent): void {
    const before = this.state.path
    const [next, effects] = step(this.state, event)
    this.state = next
    for (const effect of effects) this.perform(effect)
    if (next.path !== before) this.options.onPath(next.path)
  }

  private perform(effect: LinkEffect): void {
    switch (effect.do) {
      case 'offer':
        return this.attempt(effect.generation, this.offer(effect.generation))
      case 'take_offer':
        return this.attempt(effect.generation, this.takeOffer(this.message as RelayedOffer))
      case 'take_answer':
        return this.attempt(
          this.state.current,
          this.peer?.takeAnswer((this.message as RelayedAnswer).sdp),
        )
      case 'take_candidate':
        // One candidate that cannot be used leaves the others.
        this.peer?.takeCandidate((this.message as RelayedCandidate).candidate).catch(() => null)
        return
      case 'ask_restart':
        return this.options.send({ type: 'restart', ...this.address(effect.generation) })
      case 'watch':
        this.unwatch()
        this.cancelWatch = this.options.clock.after(effect.ms, () =>
          this.dispatch({ type: 'overdue' }),
        )
        return
      case 'unwatch':
        return this.unwatch()
    }
  }

  /** A step that throws is a connection that failed; one of an older generation is nothing. */
  private attempt(generation: number, work: Promise<void> | undefined): void {
    work?.catch((error: unknown) => {
      const code = error instanceof Refused ? error.code : null
      // Coming back, we are told `resumed` and go on from there.
      if (code === 'connection_lost') return
      this.dispatch({ type: code === 'stale_generation' ? 'stale' : 'failed', generation })
    })
  }

  private async offer(generation: number): Promise<void> {
    const peer = this.replacePeer(generation)
    const later: FoundCandidate[] = []
    let sent = false
    this.listen(peer, generation, (candidate) => {
      if (sent) this.sendCandidate(generation, candidate)
      else later.push(candidate)
    })
    // A prepared offer leaves at once, before the page draws itself anew.
    const { sdp, tracks } = peer.madeOffer ?? (await peer.offer())
    if (this.peer !== peer) return
    // What is in the SDP already need not be said again.
    const missing = later.filter((each) => each && !sdp.includes(each.candidate))
    const taken = this.options.request({
      type: 'offer',
      ...this.address(generation),
      sdp,
      tracks,
    })
    sent = true
    for (const candidate of missing) this.sendCandidate(generation, candidate)
    await taken
  }

  private async takeOffer({ sdp, tracks, generation }: RelayedOffer): Promise<void> {
    const peer = this.replacePeer(generation)
    this.listen(peer, generation, (candidate) => this.sendCandidate(generation, candidate))
    const answer = await peer.answer(sdp, tracks)
    if (this.peer !== peer) return
    await this.options.request({ type: 'answer', ...this.address(generation), sdp: answer })
  }

  private replacePeer(generation: number): Peer {
    const older = this.peer
    const peer = generation === this.state.current ? this.options.makePeer() : null
    older?.close()
    if (!peer) throw new Error('an older generation')
    this.peer = peer
    peer.send(this.tracks).catch(() => this.dispatch({ type: 'failed', generation }))
    return peer
  }

  private listen(peer: Peer, generation: number, candidate: OnCandidate): void {
    peer.listen({
      candidate,
      track: this.options.onTrack,
      ...(this.options.onChannel && { channel: this.options.onChannel }),
      path: (state) => {
        if (state === 'connected' || state === 'disconnected' || state === 'failed') {
          this.dispatch({ type: state, generation })
        }
      },
    })
  }

  private sendCandidate(generation: number, candidate: FoundCandidate): void {
    this.options.send({ type: 'candidate', ...this.address(generation), candidate })
  }

  private address(generation: number): { room: string; to: string; generation: number } {
    return { room: this.options.room, to: this.options.peer, generation }
  }

  private unwatch(): void {
    this.cancelWatch?.()
    this.cancelWatch = null
  }
}
