import { useEffect, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import type { Language } from './languages'
import { Texts, useChosen } from './LocaleProvider'
import type { Messages } from './translate'

export type FetchTexts = (language: Language) => Promise<Messages>

const AGAIN_MS = 2000

interface Props {
  fetch: FetchTexts
  children: ReactNode
}

/**
 * Texts of which only the language in use is fetched. Until another one's are here the page
 * goes on in the language that it has; before the first there is nothing to show.
 */
export function FetchedLocale({ fetch, children }: Props): ReactElement | null {
  const [chosen, setLanguage] = useChosen()
  const [here, setHere] = useState<{ language: Language; messages: Messages } | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let wanted = true
    const attempt = (): void => {
      fetch(chosen).then(
        (messages) => {
          if (wanted) setHere({ language: chosen, messages })
        },
        () => {
          if (wanted) timer = setTimeout(attempt, AGAIN_MS)
        },
      )
    }
    attempt()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [fetch, chosen])
  if (!here) return null
  return (
    <Texts {...here} setLanguage={setLanguage}>
      {children}
    </Texts>
  )
}
