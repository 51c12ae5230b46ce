import { LOCALES, type Language } from '@/i18n/languages'
import type { CallbackWindow } from '@/protocol/server'

/** A window in the words of a calendar on the wall; the server says its local time. */
export interface WindowWords {
  kind: 'now' | 'today' | 'tomorrow' | 'day'
  /** "maanantaina 23.11.", for a day further away. */
  day: string
  opens: string
  closes: string
}

export function windowWords(window: CallbackWindow, language: Language): WindowWords {
  const days = window.in_days
  const later = days === 0 ? 'today' : days === 1 ? 'tomorrow' : 'day'
  return {
    kind: window.opens_in_s === 0 ? 'now' : later,
    day: dayWords(window.date, language),
    opens: clockWords(window.opens, language),
    closes: clockWords(window.closes, language),
  }
}

function dayWords(date: string, language: Language): string {
  // Noon in UTC is that day wherever the date is only shown.
  const how = { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'numeric' } as const
  return new Intl.DateTimeFormat(LOCALES[language], how).format(new Date(`${date}T12:00:00Z`))
}

/** "09:00" as "9.00", in English "9:00". */
function clockWords(time: string, language: Language): string {
  const short = time.replace(/^0/, '')
  return language === 'en' ? short : short.replace(':', '.')
}
