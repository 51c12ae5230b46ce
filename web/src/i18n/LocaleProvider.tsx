import { useCallback, useEffect, useMemo, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { LocaleContext } from './context'
import type { Language } from './languages'
import { firstLanguage, rememberLanguage } from './remembered'
import { makeTranslate, type Messages } from './translate'

interface Props {
  catalogs: Readonly<Record<Language, Messages>>
  /** Decided from outside, as the booth's is; left out, the person's own choice. */
  language?: Language
  children: ReactNode
}

export function LocaleProvider({ catalogs, language: given, children }: Props): ReactElement {
  const [chosen, setChosen] = useState(firstLanguage)
  const language = given ?? chosen
  const setLanguage = useCallback((next: Language) => {
    rememberLanguage(next)
    setChosen(next)
  }, [])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const value = useMemo(
    () => ({ language, setLanguage, t: makeTranslate(catalogs[language], language) }),
    [catalogs, language, setLanguage],
  )
  return <LocaleContext value={value}>{children}</LocaleContext>
}
