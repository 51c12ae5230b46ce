import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { LANGUAGES, OWN_NAMES, type Language } from '@/i18n/languages'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import type { RoomText } from '@/media/roomText'
import type { RoomTold } from '@/protocol/server'
import { terminalOf } from '@/state/select'
import { languageFor, phraseIn, PHRASES, type Phrase } from '../phrases'
import './phrases.css'

interface Props {
  text: RoomText
  room: RoomTold
  onClose: () => void
}

/** Short phrases to pick: the resident reads them on the booth screen, in their language. */
export function PhrasePanel({ text, room, onClose }: Props): ReactElement {
  const { t, language } = useStaffLocale()
  const { reached } = useStore(text.state)
  const [shownIn, setShownIn] = useState(() => languageFor(room.language))
  const [last, setLast] = useState<{ text: string; language: Language; count: number } | null>(
    null,
  )
  const heading = useRef<HTMLHeadingElement>(null)
  const id = useId()
  useEffect(() => heading.current?.focus(), [])
  const isRead = reached.includes(terminalOf(room)?.participant ?? '')
  const pick = (phrase: Phrase): void => {
    if (!isRead) return
    const words = phraseIn(phrase, shownIn)
    text.say(words)
    setLast((before) => ({ text: words, language: shownIn, count: (before?.count ?? 0) + 1 }))
  }
  const others = LANGUAGES.filter((each) => each !== language)
  const escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose()
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it
    <section className="phrases" aria-labelledby={`${id}-heading`} onKeyDown={escape}>
      <div className="phrases-heading">
        <h3 id={`${id}-heading`} tabIndex={-1} ref={heading}>
          {t('phrases.heading')}
        </h3>
        <Button variant="secondaryNoBorder" onClick={onClose}>
          {t('phrases.close')}
        </Button>
      </div>
      <fieldset>
        <legend>{t('phrases.shownIn')}</legend>
        {LANGUAGES.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={`${id}-language`}
              checked={each === shownIn}
              onChange={() => setShownIn(each)}
            />
            <span lang={each}>{OWN_NAMES[each]}</span>
          </label>
        ))}
      </fieldset>
      {!isRead && <p>{t('phrases.notNow')}</p>}
      <p role="status" className="phrases-last">
        {/* The same phrase again is told again. */}
        {last && (
          <span key={last.count}>
            {t('phrases.shown')} <q lang={last.language}>{last.text}</q>
          </span>
        )}
      </p>
      <ul className="plain">
        {PHRASES.map((phrase) => (
          <li key={phrase}>
            <button
              type="button"
              className={shownIn === language ? 'phrase-shown' : ''}
              aria-describedby={shownIn === language ? undefined : `${id}-${phrase}-${shownIn}`}
              aria-disabled={!isRead}
              onClick={() => pick(phrase)}
            >
              {phraseIn(phrase, language)}
            </button>
            {others.map((each) => (
              <span
                key={each}
                id={`${id}-${phrase}-${each}`}
                lang={each}
                className={each === shownIn ? 'phrase-shown' : ''}
              >
                {phraseIn(phrase, each)}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}
