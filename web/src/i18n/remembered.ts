import { isLanguage, LANGUAGES, type Language } from './languages'

const REMEMBERED = 'etaluukku.language'

/** The language chosen before, else the browser's first that we speak. */
export function firstLanguage(): Language {
  const wishes = [read(), ...navigator.languages.map((tag) => tag.slice(0, 2))]
  return wishes.find(isLanguage) ?? LANGUAGES[0]
}

// Storage may be forbidden by the browser's settings: then the choice lasts the page.
function read(): string | null {
  try {
    return localStorage.getItem(REMEMBERED)
  } catch {
    return null
  }
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(REMEMBERED, language)
  } catch {
    // See above.
  }
}
