import type { Language } from '@/i18n/languages'

/** When a closed service opens, in the words of a calendar on the wall. */
export interface OpeningWords {
  kind: 'today' | 'tomorrow' | 'day'
  /** "9.00", in English "9:00". */
  time: string
  /** "maanantaina 23.11.", for a day further away. */
  day: string
}

const ZONE = 'Europe/Helsinki'
const LOCALES: Readonly<Record<Language, string>> = { fi: 'fi', sv: 'sv-FI', en: 'en-GB' }
/** Opening hours stand on these; the way from the server blurs the seconds. */
const STEP_MS = 5 * 60_000

/** `now` in ms since 1970, as `Date.now` gives it; `opensInS` in seconds from then. */
export function openingWords(opensInS: number, now: number, language: Language): OpeningWords {
  const opens = new Date(Math.round((now + opensInS * 1000) / STEP_MS) * STEP_MS)
  const locale = LOCALES[language]
  const show = (how: Intl.DateTimeFormatOptions, when = opens): string =>
    new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...how }).format(when)
  const days = dayNumber(opens) - dayNumber(new Date(now))
  return {
    kind: days === 0 ? 'today' : days === 1 ? 'tomorrow' : 'day',
    time: show({ hour: 'numeric', minute: '2-digit' }),
    day: show({ weekday: 'long', day: 'numeric', month: 'numeric' }),
  }
}

function dayNumber(when: Date): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: ZONE,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  }).formatToParts(when)
  const part = (type: string): number =>
    Number(parts.find((each) => each.type === type)?.value ?? 0)
  return Date.UTC(part('year'), part('month') - 1, part('day')) / 86_400_000
}
