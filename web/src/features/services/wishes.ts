import type { Wanted } from '@/features/requests/hooks/useSummon'
import type { Colleague } from '@/api/http'

/** What a clerk may wish beside service and language. */
export interface Wishes {
  /** Other languages that would do. */
  also: readonly string[]
  /** Somebody by name, and nobody else. */
  person: Colleague | null
  urgent: boolean
}

export const noWishes: Wishes = { also: [], person: null, urgent: false }

/** The protocol takes at most so many other languages. */
export const MOST_ALSO = 4

export function hasWishes(wishes: Wishes): boolean {
  return wishes.urgent || wishes.person !== null || wishes.also.length > 0
}

/** Whether the wishes leave anybody to ask in the language. */
export function maySpeak(wishes: Wishes, language: string): boolean {
  return wishes.person?.languages.includes(language) ?? true
}

export function wanted(service: string, language: string, wishes: Wishes): Wanted {
  const also = wishes.also.filter((tag) => tag !== language && maySpeak(wishes, tag))
  return {
    service,
    language,
    ...(also.length > 0 && { also }),
    ...(wishes.person && { person: wishes.person.id }),
    ...(wishes.urgent && { urgent: true }),
  }
}
