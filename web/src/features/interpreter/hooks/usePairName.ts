import { useCallback } from 'react'
import { useLanguageName } from '@/features/languages/useLanguageName'

/** A pair of languages by their names: "suomi–arabia". */
export function usePairName(): (pair: { language: string; into: string | null }) => string {
  const languageName = useLanguageName()
  return useCallback(
    ({ language, into }) => [language, into].filter((tag) => tag !== null).map(languageName).join('–'),
    [languageName],
  )
}
