/** Who of the others speaks, by what their packets say of themselves (RFC 6464). */
import { createStore, type Readable } from '@/lib/store'
import type { Clock } from '@/lib/timers'
import { Activity, decibels } from './activity'

/** What a voice's newest packet said; `stamp` tells one from the next. */
export interface VoiceLevel {
  /** Amplitude, 0 to 1. */
  readonly level: number
  readonly stamp: number
}

export type VoiceLevels = ReadonlyMap<string, VoiceLevel | null>

const LOOK_MS = 100

interface Judged {
  readonly activity: Activity
  stamp: number | null
}

export class Speakers {
  private readonly store = createStore<readonly string[]>([])
  private readonly judged = new Map<string, Judged>()
  private cancel: (() => void) | null = null

  constructor(
    private readonly clock: Clock,
    /** Of everybody who may be heard. */
    private readonly levels: () => VoiceLevels,
  ) {}

  /** Participants; another list only when it changes. */
  get state(): Readable<readonly string[]> {
    return this.store
  }

  /** Look from now on, ten times a second. */
  start(): void {
    this.cancel ??= this.clock.after(LOOK_MS, () => {
      this.cancel = null
      this.look()
      this.start()
    })
  }

  stop(): void {
    this.cancel?.()
    this.cancel = null
    this.judged.clear()
    this.tell([])
  }

  private look(): void {
    const levels = this.levels()
    const now = this.clock.now() / 1000
    for (const known of [...this.judged.keys()]) if (!levels.has(known)) this.judged.delete(known)
    this.tell([...levels].filter(([who, level]) => this.judge(who, level, now)).map(([who]) => who))
  }

  private judge(who: string, level: VoiceLevel | null, now: number): boolean {
    const known = this.judged.get(who) ?? { activity: new Activity(), stamp: null }
    this.judged.set(who, known)
    // A sender who is silent sends nothing (DTX): the same packet again is no sound.
    if (level === null || level.stamp === known.stamp) return known.activity.at(now)
    known.stamp = level.stamp
    return known.activity.heard(decibels(level.level), now)
  }

  private tell(speaking: readonly string[]): void {
    const before = this.store.get()
    const same = before.length === speaking.length && before.every((who, at) => who === speaking[at])
    if (!same) this.store.set(speaking)
  }
}

/** The newest packet of a voice; null without one, or when its sender does not say how loud it is. */
export function levelOf(
  receiver: Partial<Pick<RTCRtpReceiver, 'getSynchronizationSources'>> | undefined,
): VoiceLevel | null {
  const sources = receiver?.getSynchronizationSources?.() ?? []
  const newest = sources.reduce<RTCRtpSynchronizationSource | null>(
    (best, each) => (best === null || each.timestamp > best.timestamp ? each : best),
    null,
  )
  if (newest?.audioLevel === undefined) return null
  return { level: newest.audioLevel, stamp: newest.rtpTimestamp }
}
