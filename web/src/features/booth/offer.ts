/** What a service offers a resident now, said in one word. */
import type {
  LanguageAvailability,
  ServiceAvailability,
  ServiceCard,
  WaitRange,
} from '@/protocol/booth-to-page'

export type OfferState = 'unknown' | 'free' | 'busy' | 'nobody' | 'closed'

export interface Offer {
  state: OfferState
  /** Of free and busy: how long until somebody answers; null: it cannot be said. */
  wait: WaitRange | null
  /** Of closed: seconds until it opens, from when it was told; null: not in sight. */
  opensInS: number | null
}

/** One way to be served: in which language, and whether an interpreter comes along. */
export interface Way {
  language: string
  interpreted: boolean
  offer: Offer
}

const NOTHING = { wait: null, opensInS: null }

export function offerIn(told: ServiceAvailability | null, language: string): Offer {
  if (!told) return { ...NOTHING, state: 'unknown' }
  if (told.closed) return { ...NOTHING, state: 'closed', opensInS: told.opens_in_s }
  return offerOf(told.languages.find((each) => each.language === language))
}

function offerOf(found: LanguageAvailability | undefined): Offer {
  if (!found || found.on_duty === 0) return { ...NOTHING, state: 'nobody' }
  return { ...NOTHING, state: found.available > 0 ? 'free' : 'busy', wait: found.wait }
}

export function serves({ state }: Offer): boolean {
  return state === 'free' || state === 'busy' || state === 'unknown'
}

/** All ways, the resident's own language first: spoken by the service, else with an interpreter. */
export function waysToAsk(
  card: Pick<ServiceCard, 'languages' | 'availability'>,
  spoken: string,
  interpreters: ServiceAvailability | null,
): Way[] {
  const direct = card.languages.map((language) => ({
    language,
    interpreted: false,
    offer: offerIn(card.availability, language),
  }))
  const own = direct.filter(({ language }) => language === spoken)
  const others = direct.filter(({ language }) => language !== spoken)
  return own.length > 0 ? [...own, ...others] : [...interpreted(direct, spoken, interpreters), ...others]
}

/** The one language whose interpreter, and whose people, can come the soonest. */
function interpreted(
  direct: readonly Way[],
  spoken: string,
  interpreters: ServiceAvailability | null,
): Way[] {
  const pairs = (interpreters?.languages ?? []).filter(({ into }) => into === spoken)
  const found = direct.flatMap((way) => {
    const pair = pairs.find(({ language }) => language === way.language)
    if (!pair) return []
    const beside = interpreters?.closed ? offerIn(interpreters, '') : offerOf(pair)
    return [{ ...way, interpreted: true, offer: scarcer(way.offer, beside) }]
  })
  return found.sort((a, b) => ORDER.indexOf(a.offer.state) - ORDER.indexOf(b.offer.state)).slice(0, 1)
}

const ORDER: readonly OfferState[] = ['free', 'busy', 'unknown', 'nobody', 'closed']

/** Both must come: what the one who is harder to have offers. */
function scarcer(one: Offer, other: Offer): Offer {
  return ORDER.indexOf(one.state) >= ORDER.indexOf(other.state) ? one : other
}

/** The best of a service in a list: in the resident's language, or at all. */
export function listed(
  shown: Pick<ServiceCard, 'languages' | 'availability'>,
  spoken: string,
): Offer {
  const language = shown.languages.includes(spoken) ? spoken : (shown.languages[0] ?? spoken)
  return offerIn(shown.availability, language)
}
