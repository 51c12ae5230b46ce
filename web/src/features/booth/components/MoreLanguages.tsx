import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { LANGUAGES } from '@/i18n/languages'
import { directionOf, isSigned, ownName } from '@/i18n/ownName'
import { catalogs, useBoothLocale } from '@/locales/booth'
import { useTerminal } from '../context'
import { useFocusOnShow } from '../hooks/useFocusOnShow'

/** So many other languages stand on the first screen; more are a step of their own. */
export const FEW_LANGUAGES = 4

/** So long after the last touch the list gives way to the welcome again, ms. */
const IDLE_MS = 60_000

interface MoreProps {
  others: readonly string[]
  onOpen: () => void
}

/** Leads to the step; some names on it tell those who read none of the three what it is. */
export function MoreButton({ others, onOpen }: MoreProps): ReactElement {
  return (
    <button type="button" className="booth-more" onClick={onOpen}>
      <strong>
        <InAll text="start.others" />
      </strong>
      <span>
        {others.slice(0, FEW_LANGUAGES).map((tag) => (
          <bdi key={tag} lang={tag}>
            {ownName(tag)}
          </bdi>
        ))}
        …
      </span>
    </button>
  )
}

interface Props {
  others: readonly string[]
  onClose: () => void
}

/** All that interpreters and services speak or sign, each by its own name. */
export function MoreLanguages({ others, onClose }: Props): ReactElement {
  const { t } = useBoothLocale()
  const title = useFocusOnShow()
  useIdle(onClose)
  const signed = others.filter(isSigned)
  const spoken = others.filter((tag) => !isSigned(tag))
  return (
    <div className="booth-start booth-welcome booth-languages-all">
      <h1 ref={title} tabIndex={-1}>
        <InAll text="start.others" />
      </h1>
      <div className="booth-speak" role="group" aria-label={t('start.others')}>
        {spoken.map((tag) => (
          <Speak key={tag} tag={tag} />
        ))}
      </div>
      {signed.length > 0 && (
        <div className="booth-speak" role="group" aria-label={t('start.signed')}>
          {signed.map((tag) => (
            <Speak key={tag} tag={tag} />
          ))}
        </div>
      )}
      <button type="button" className="booth-more booth-more-back" onClick={onClose}>
        {LANGUAGES.map((language, nth) => (
          <span key={language} lang={language}>
            {nth > 0 && ' · '}
            {ownName(language)}
          </span>
        ))}
      </button>
    </div>
  )
}

interface InAllProps {
  text: 'start.heading' | 'start.touch' | 'start.others'
}

export function InAll({ text }: InAllProps): ReactElement {
  return (
    <>
      {LANGUAGES.map((language, nth) => (
        <span key={language} lang={language}>
          {nth > 0 && ' · '}
          {catalogs[language][text]}
        </span>
      ))}
    </>
  )
}

export function Speak({ tag }: { tag: string }): ReactElement {
  const link = useTerminal()
  return (
    <button
      type="button"
      lang={tag}
      dir={directionOf(tag)}
      onClick={() => link.send({ type: 'booth.speak', language: tag })}
    >
      {ownName(tag)}
    </button>
  )
}

/** The next resident is welcomed, and does not find somebody else's list. */
function useIdle(over: () => void): void {
  const [touches, setTouches] = useState(0)
  useEffect(() => {
    const touched = (): void => setTouches((before) => before + 1)
    const timer = setTimeout(over, IDLE_MS)
    window.addEventListener('pointerdown', touched)
    window.addEventListener('keydown', touched)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pointerdown', touched)
      window.removeEventListener('keydown', touched)
    }
  }, [touches, over])
}
