import type { InterpreterNeed } from '@/protocol/client'
import type { LanguageAvailability } from '@/protocol/server'
import type { WorkspaceState } from '@/state/workspace'

/** A pair of languages, one of which may be a sign language, that somebody interprets. */
export interface Offer {
  /** The same as long as the pair is offered, for choosing it. */
  key: string
  service: string
  language: string
  into: string
  closed: boolean
  availability: LanguageAvailability
}

/** The pairs of all services that are interpreting, in the directory's order. */
export function offersIn(availability: WorkspaceState['availability']): Offer[] {
  return Object.values(availability).flatMap(({ told }) =>
    told.languages.flatMap((each) => {
      const { language, into } = each
      if (into === null) return []
      const key = `${told.service} ${language} ${into}`
      return [{ key, service: told.service, language, into, closed: told.closed, availability: each }]
    }),
  )
}

/** Whether asking for it makes sense now. */
export function isServed(offer: Offer): boolean {
  return !offer.closed && offer.availability.on_duty > 0
}

export function need(offer: Offer, request: string): InterpreterNeed {
  const { service, language, into } = offer
  return { request, service, language, into }
}
