import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import { StatementText } from '@/features/statement/components/StatementText'
import { LANGUAGES, OWN_NAMES } from '@/i18n/languages'
import { catalogs as boothCatalogs, useBoothLocale } from '@/locales/booth'
import { catalogs } from '@/locales/statement'

/** Whoever opened it has gone by then. */
const LEFT_AFTER_MS = 90_000
const SIGNS = ['pointerdown', 'keydown', 'scroll'] as const

interface Props {
  onClose: () => void
}

/** Over the screen, which stays where it was. */
export function StatementPanel({ onClose }: Props): ReactElement {
  const locale = useBoothLocale()
  // Nobody may have chosen a language for the screen yet.
  const [language, setLanguage] = useState(locale.language)
  const heading = useRef<HTMLHeadingElement>(null)
  const [feedback, setFeedback] = useState('')
  useEffect(() => heading.current?.focus(), [])
  useWhenLeft(onClose)
  useEffect(() => {
    fetch('/feedback')
      .then((answer) => (answer.ok ? answer.text() : ''))
      .then(setFeedback)
      .catch(() => null)
  }, [])
  const closeByKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose()
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it
    <section
      className="booth-statement"
      role="dialog"
      lang={language}
      aria-labelledby="statement-heading"
      onKeyDown={closeByKey}
    >
      <div className="booth-statement-top">
        <h2 id="statement-heading" ref={heading} tabIndex={-1}>
          {catalogs[language]['statement.title']}
        </h2>
        <div className="booth-languages" role="group" aria-label={locale.t('booth.language')}>
          {LANGUAGES.map((each) => (
            <button
              key={each}
              type="button"
              lang={each}
              aria-pressed={each === language}
              onClick={() => setLanguage(each)}
            >
              {OWN_NAMES[each]}
            </button>
          ))}
        </div>
        <button type="button" className="booth-statement-close" onClick={onClose}>
          {boothCatalogs[language]['statement.close']}
        </button>
      </div>
      {/* Scrolled by keys, too. */}
      <div
        className="booth-statement-text"
        role="region"
        aria-labelledby="statement-heading"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached
        tabIndex={0}
      >
        <StatementText language={language} feedback={feedback} heading="h3" />
      </div>
    </section>
  )
}

/** Calls when nobody has touched, typed or scrolled for a while. */
function useWhenLeft(left: () => void): void {
  const latest = useRef(left)
  useEffect(() => {
    latest.current = left
  }, [left])
  useEffect(() => {
    let timer = 0
    const begin = (): void => {
      clearTimeout(timer)
      timer = window.setTimeout(() => latest.current(), LEFT_AFTER_MS)
    }
    begin()
    for (const sign of SIGNS) document.addEventListener(sign, begin, { capture: true })
    return () => {
      clearTimeout(timer)
      for (const sign of SIGNS) document.removeEventListener(sign, begin, { capture: true })
    }
  }, [])
}
