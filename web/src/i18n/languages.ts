import type { Names } from '@/protocol/server'

export const LANGUAGES = ['fi', 'sv', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each language by its own name: the same whatever the page's language is. */
export const OWN_NAMES: Readonly<Record<Language, string>> = {
  fi: 'Suomi',
  sv: 'Svenska',
  en: 'English',
}

/** How each writes dates and times, for `Intl`. */
export const LOCALES: Readonly<Record<Language, string>> = { fi: 'fi', sv: 'sv-FI', en: 'en-GB' }

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value)
}

/** In which language a text of the server's can be read: `language`, or the first that has it. */
export function languageOf(names: Names, language: Language): Language {
  return [language, ...LANGUAGES].find((each) => names[each]) ?? language
}

/** A name from the server in `language`, or in the first language that has one; none is empty. */
export function nameIn(names: Names | null, language: Language): string {
  return names ? names[languageOf(names, language)] : ''
}

/** Whether any of a card's texts is not there in `language`. */
export function isElsewhere(
  { name, description, hours, papers }: Record<'name' | 'description' | 'hours' | 'papers', Names>,
  language: Language,
): boolean {
  return [name, description, hours, papers].some((each) => languageOf(each, language) !== language)
}
