/** What a free booth shows that nobody touches: the start, then notices, then next to nothing. */
import type { BoothIdle } from '@/protocol/booth-to-page'

export type Idle = 'awake' | 'notices' | 'dimmed'

/** By the time since the last touch, ms. */
export function idleAfter(ms: number, told: BoothIdle | null): Idle {
  if (!told) return 'awake'
  if (told.dim_after_s !== null && ms >= told.dim_after_s * 1000) return 'dimmed'
  if (told.notices.length > 0 && ms >= told.notices_after_s * 1000) return 'notices'
  return 'awake'
}

/** When that changes next, ms after the last touch; null: never. */
export function nextChange(ms: number, told: BoothIdle | null): number | null {
  if (!told) return null
  const times = told.dim_after_s === null ? [] : [told.dim_after_s * 1000]
  if (told.notices.length > 0) times.push(told.notices_after_s * 1000)
  const ahead = times.filter((time) => time > ms)
  return ahead.length > 0 ? Math.min(...ahead) : null
}

/** How long a notice stands, ms: long enough to be read twice. */
export const NOTICE_MS = 12_000

/** The notice after this one; the feed may have become shorter meanwhile. */
export function following(nth: number, count: number): number {
  return count === 0 ? 0 : (nth + 1) % count
}

/** A day as people write it; as it came where it is no day. */
export function asDay(date: string, language: string): string {
  const moment = new Date(`${date}T12:00:00Z`)
  if (Number.isNaN(moment.getTime())) return date
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(moment)
}
