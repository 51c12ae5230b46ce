import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import { useTerminal } from '../context'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { ERASE, grouped, isComplete, typed } from './phone'

interface Props {
  number: string
  /** With what makes the next number of the one before. */
  onChange: (after: (number: string) => string) => void
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '0'] as const

/**
 * A telephone number by large keys, or by a keyboard. It is not read out key by key: the next
 * screen reads it as a whole, and nobody nearby hears it twice.
 */
export function Keypad({ number, onChange }: Props): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const title = useFocusOnShow()
  const [short, setShort] = useState(false)
  const change = (key: string): void => {
    setShort(false)
    onChange((before) => typed(before, key))
  }
  const next = (): void => {
    if (isComplete(number)) link.send({ type: 'booth.number' })
    else setShort(true)
  }
  useKeys((key, onButton) => {
    if (key !== 'Enter') change(key)
    else if (!onButton) next()
  })
  return (
    <div className="booth-choice booth-number">
      <h1 ref={title} tabIndex={-1}>
        {t('callback.number')}
      </h1>
      <div className="booth-number-typed">
        <output aria-live="off" aria-label={t('callback.typed')}>
          {grouped(number)}
        </output>
        <p className="booth-number-short" role="status">
          {short && t('callback.short')}
        </p>
        <p>{t('callback.privacy')}</p>
        <button type="button" className="booth-ask" onClick={next}>
          {t('callback.next')}
        </button>
      </div>
      <div className="booth-keypad" role="group" aria-label={t('callback.keys')}>
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            aria-label={key === '+' ? t('callback.plus') : key}
            onClick={() => change(key)}
          >
            {key}
          </button>
        ))}
        <button type="button" className="booth-keypad-erase" onClick={() => change(ERASE)}>
          {t('callback.erase')}
        </button>
      </div>
    </div>
  )
}

/** A keyboard, wherever the focus is; not while a question stands above all. */
function useKeys(pressed: (key: string, onButton: boolean) => void): void {
  useEffect(() => {
    const down = (event: KeyboardEvent): void => {
      const on = event.target instanceof Element ? event.target : null
      if (event.ctrlKey || event.altKey || event.metaKey || on?.closest('dialog')) return
      pressed(event.key, on?.closest('button') != null)
    }
    document.addEventListener('keydown', down)
    return () => document.removeEventListener('keydown', down)
  }, [pressed])
}
