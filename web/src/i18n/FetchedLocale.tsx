import { useCallback, useEffect, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { leave } from '@/lib/rest'
import type { Language } from './languages'
import { Texts, useChosen } from './LocaleProvider'
import type { Messages } from './translate'

export type FetchTexts = (language: Language) => Promise<Messages>

const AGAIN_MS = 2000

interface Props {
  fetch: FetchTexts
  /** Texts of what the page leaves for later: they come when that does. */
  rest?: FetchTexts
  children: ReactNode
}

interface Here {
  language: Language
  messages: Messages
  /** With the rest. */
  whole: boolean
}

/**
 * Texts of which only the language in use is fetched. Until another one's are here the page
 * goes on in the language that it has; before the first there is nothing to show.
 */
export function FetchedLocale({ fetch, rest, children }: Props): ReactElement | null {
  const [chosen, setLanguage] = useChosen()
  const [here, setHere] = useState<Here | null>(null)
  const [whole, setWhole] = useState(rest === undefined)
  const complete = useCallback(() => setWhole(true), [])
  useEffect(
    () =>
      leave(() => {
        complete()
        return Promise.resolve()
      }),
    [complete],
  )
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let wanted = true
    const attempt = (): void => {
      Promise.all([fetch(chosen), whole ? rest?.(chosen) : undefined]).then(
        ([first, more]) => {
          if (wanted) setHere({ language: chosen, messages: { ...first, ...more }, whole })
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
  }, [fetch, rest, chosen, whole])
  if (!here) return null
  return (
    <Texts {...here} complete={complete} setLanguage={setLanguage}>
      {children}
    </Texts>
  )
}
