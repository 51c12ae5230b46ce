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

/** What each of the others may send here. */
export type Grants = Readonly<Record<string, ReadonlySet<Purpose>>>

/** What may be shown and played: tracks without a grant are left out. Pure. */
export function onlyGranted(
  received: ReceivedByPeer,
  may: Grants,
): ReceivedByPeer {
  return Object.fromEntries(
    Object.entries(received).map(([peer, { path, tracks }]) => {
      const passed = Object.entries(tracks).filter(([purpose]) => may[peer]?.has(purpose as Purpose))
      return [peer, { path, tracks: Object.fromEntries(passed) }]
    }),
  )
}

export class ReceivedTracks {
  /** What is shown and played. */
  private readonly store = createStore<ReceivedByPeer>({})
  private all: ReceivedByPeer = {}
  private may: Grants = {}

  get state(): Readable<ReceivedByPeer> {
    return this.store
  }

  /** Obey the room's grants from here on. */
  allow(may: Grants): void {
    if (sameGrants(may, this.may)) return
    this.may = may
    this.store.set(onlyGranted(this.all, may))
  }

  setPath(peer: string, path: Path): void {
    const before = this.all[peer] ?? NOTHING
    if (before.path !== path) this.change(peer, { ...before, path })
  }

  /** A newer generation's track follows an older one only when it has something to show. */
  setTrack(peer: string, purpose: Purpose, track: MediaStreamTrack): void {
    const put = (): void => {
      const before = this.all[peer] ?? NOTHING
      this.change(peer, { ...before, tracks: { ...before.tracks, [purpose]: track } })
    }
    const older = this.all[peer]?.tracks[purpose]
    if (!older || !track.muted) put()
    else track.addEventListener('unmute', put, { once: true })
  }

  forget(peer: string): void {
    this.put(Object.fromEntries(Object.entries(this.all).filter(([each]) => each !== peer)))
  }

  private change(peer: string, received: Received): void {
    this.put({ ...this.all, [peer]: received })
  }

  private put(all: ReceivedByPeer): void {
    this.all = all
    this.store.set(onlyGranted(all, this.may))
  }
}

function sameGrants(a: Grants, b: Grants): boolean {
  const text = (grants: Grants): string =>
    JSON.stringify(Object.entries(grants).map(([peer, may]) => [peer, [...may].sort()]))
  return text(a) === text(b)
}
