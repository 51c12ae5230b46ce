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

/** Texts that are all here from the beginning. */
export function LocaleProvider({ catalogs, language: given, children }: Props): ReactElement {
  const [chosen, setLanguage] = useChosen()
  const language = given ?? chosen
  return (
    <Texts language={language} messages={catalogs[language]} setLanguage={setLanguage}>
      {children}
    </Texts>
  )
}

/** The language that the person chose, here or before, and how it is changed. */
export function useChosen(): [Language, (next: Language) => void] {
  const [chosen, setChosen] = useState(firstLanguage)
  const setLanguage = useCallback((next: Language) => {
    rememberLanguage(next)
    setChosen(next)
  }, [])
  return [chosen, setLanguage]
}

interface TextsProps {
  language: Language
  messages: Messages
  setLanguage: (next: Language) => void
  whole?: boolean
  complete?: () => void
  children: ReactNode
}

const nothing = (): void => undefined

/** The page below speaks this language. */
export function Texts(props: TextsProps): ReactElement {
  const { language, messages, setLanguage, whole = true, complete = nothing, children } = props
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const value = useMemo(
    () => ({ language, setLanguage, whole, complete, t: makeTranslate(messages, language) }),
    [messages, language, setLanguage, whole, complete],
  )
  return <LocaleContext value={value}>{children}</LocaleContext>
}
