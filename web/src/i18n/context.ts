import { createContext, useContext } from 'react'
import type { Language } from './languages'
import type { Translate } from './translate'

export interface Locale<Key extends string> {
  language: Language
  setLanguage: (language: Language) => void
  /** Whether the texts of what comes later are here, too; `complete` has them fetched. */
  whole: boolean
  complete: () => void
  t: Translate<Key>
}

export const LocaleContext = createContext<Locale<string> | null>(null)

/**
 * The page's texts, of which the caller knows the keys `Key`. Each catalog exports a hook
 * of its own made of this one; use that.
 */
export function useLocaleOf<Key extends string>(): Locale<Key> {
  const locale = useContext(LocaleContext)
  if (!locale) throw new Error('no LocaleProvider above')
  return locale
}
