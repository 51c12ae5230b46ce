import MiniSearch from 'minisearch'
import type { Query } from 'minisearch'
import type { Service } from '@/api/http'
import type { Language } from '@/i18n/languages'
import { normalize } from '@/lib/search'

/** The fields of a service that are searched, and how much a word found in each counts. */
const BOOST = { name: 8, knownAs: 6, otherNames: 4, otherWords: 3, inside: 2, description: 1 }

/** A beginning of the word is a guess, and counts as one. */
const STEMS = {
  combineWith: 'OR',
  prefix: false,
  fuzzy: false,
  boost: Object.fromEntries(Object.entries(BOOST).map(([field, boost]) => [field, boost / 20])),
} as const

/** From so many letters on a word may be mistyped: by one letter, from twice as many by two. */
const FORGIVEN_LETTERS = 4

/** The shortest end of a compound word that is worth finding by itself. */
const SHORTEST_PART = 4

export type FindServices = (wanted: string) => readonly Service[]

/**
 * Makes the search over a directory, for people who read `language`.
 *
 * It returns the services that answer to every word, best first; all in their own order when
 * nothing is wanted. Case, accents, the order of words and small typing errors do not matter, the
 * parts of a compound word are found ("valvonta" in "Ympäristövalvonta"), and so are inflected
 * words ("verotoimistoon") and the words that people say instead of the name.
 */
export function searchOver(services: readonly Service[], language: Language): FindServices {
  const byId = new Map(services.map((service) => [service.id, service]))
  const index = new MiniSearch<Fields>({
    fields: Object.keys(BOOST),
    tokenize: (text) => normalize(text).split(' '),
    processTerm: (term, field) => (field === 'inside' ? endsOf(term) : term),
    searchOptions: {
      boost: BOOST,
      combineWith: 'AND',
      prefix: true,
      fuzzy: (term) => (term.length < FORGIVEN_LETTERS ? false : term.length < 8 ? 1 : 2),
      weights: { prefix: 0.7, fuzzy: 0.05 },
      // Who types the beginning of a name means that one: twice as much, in whichever language.
      boostDocument: (id, term) => (beginsWith(byId.get(String(id)), term) ? 2 : 1),
      processTerm: (term) => term,
    },
  })
  index.addAll(services.map((service) => fieldsOf(service, language)))
  return (wanted) => {
    const words = normalize(wanted).split(' ').filter(Boolean)
    if (words.length === 0) return services
    return index
      .search({ combineWith: 'AND', queries: words.map(orItsStem) })
      .flatMap(({ id }) => byId.get(String(id)) ?? [])
  }
}

type Fields = { id: string } & Record<keyof typeof BOOST, string>

function fieldsOf(service: Service, language: Language): Fields {
  const { id, name, description, known_as: knownAs } = service
  const languages = ['fi', 'sv', 'en'] as const
  const others = languages.filter((each) => each !== language)
  return {
    id,
    name: name[language],
    knownAs: knownAs[language].join(' '),
    otherNames: others.map((each) => name[each]).join(' '),
    otherWords: others.flatMap((each) => knownAs[each]).join(' '),
    inside: languages.map((each) => name[each]).join(' '),
    description: description[language],
  }
}

function beginsWith(service: Service | undefined, term: string): boolean {
  const names: readonly string[] = service ? Object.values(service.name) : []
  return names.some((name) => normalize(name).startsWith(term))
}

/** Every end of a word that is long enough: a compound word is found by its later parts. */
function endsOf(word: string): string[] {
  const count = Math.max(0, word.length - SHORTEST_PART)
  return Array.from({ length: count }, (_, at) => word.slice(at + 1))
}

/** The word, or exactly one of its beginnings: Finnish puts up to five letters after a noun. */
function orItsStem(word: string): Query {
  const count = Math.min(5, Math.max(0, word.length - SHORTEST_PART))
  const stems = Array.from({ length: count }, (_, cut) => word.slice(0, word.length - cut - 1))
  const exactly: Query = { ...STEMS, queries: stems }
  return { combineWith: 'OR', queries: [word, exactly] }
}
