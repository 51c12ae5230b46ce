/** Ready phrases, and in which language a resident gets them. Pure. */
import { isLanguage, LANGUAGES, type Language } from '@/i18n/languages'
import { phrases } from '@/locales/phrases'

/** In the order in which a visit needs them. */
export const PHRASES = [
  'paper',
  'reading',
  'still',
  'next',
  'sign',
  'identity',
  'checking',
  'louder',
  'unheard',
  'takePapers',
  'more',
  'thanks',
] as const
export type Phrase = (typeof PHRASES)[number]

export const phraseIn = (phrase: Phrase, language: Language): string =>
  phrases[language][`phrase.${phrase}`]

/** What people write who sign: the two sign languages of Finland. */
const WRITTEN: Readonly<Record<string, Language>> = { fse: 'fi', fss: 'sv' }

/**
 * The language for a resident who asked to be served in `tag` (BCP 47): their own where there are
 * phrases in it, else English.
 */
export function languageFor(tag: string | null): Language {
  const first = tag?.split('-')[0]?.toLowerCase() ?? LANGUAGES[0]
  return isLanguage(first) ? first : (WRITTEN[first] ?? 'en')
}
