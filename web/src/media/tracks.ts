/** The pictures and sounds that have come from others, by participant and purpose. */
import { createStore, type Readable } from '@/lib/store'
import type { Purpose } from '@/protocol/server'
import type { Path } from './link'

export interface Received {
  path: Path
  tracks: Readonly<Partial<Record<Purpose, MediaStreamTrack>>>
}

export type ReceivedByPeer = Readonly<Record<string, Received>>

const NOTHING: Received = { path: 'none', tracks: {} }

export class ReceivedTracks {
  private readonly store = createStore<ReceivedByPeer>({})

  get state(): Readable<ReceivedByPeer> {
    return this.store
  }

  setPath(peer: string, path: Path): void {
    const before = this.store.get()[peer] ?? NOTHING
    if (before.path !== path) this.change(peer, { ...before, path })
  }

  /** A newer generation's track follows an older one only when it has something to show. */
  setTrack(peer: string, purpose: Purpose, track: MediaStreamTrack): void {
    const put = (): void => {
      const before = this.store.get()[peer] ?? NOTHING
      this.change(peer, { ...before, tracks: { ...before.tracks, [purpose]: track } })
    }
    const older = this.store.get()[peer]?.tracks[purpose]
    if (!older || !track.muted) put()
    else track.addEventListener('unmute', put, { once: true })
  }

  forget(peer: string): void {
    const others = Object.entries(this.store.get()).filter(([each]) => each !== peer)
    this.store.set(Object.fromEntries(others))
  }

  private change(peer: string, received: Received): void {
    this.store.set({ ...this.store.get(), [peer]: received })
  }
}
