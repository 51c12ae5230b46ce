import { useState } from 'react'
import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import { beginsSentence, LETTERS, SIGNS, withoutLast } from './keys'

interface Props {
  line: string
  onChange: (line: string) => void
}

/** A keyboard to be touched. Keys do not take the focus from the line that they write. */
export function Keyboard({ line, onChange }: Props): ReactElement {
  const { t } = useBoothLocale()
  const [signs, setSigns] = useState(false)
  /** Null: as the sentence wants it. */
  const [shift, setShift] = useState<boolean | null>(null)
  const capital = shift ?? beginsSentence(line)
  const write = (key: string): void => {
    setShift(null)
    onChange(line + key)
  }
  const rows = signs ? SIGNS : LETTERS
  return (
    <div
      className="booth-keyboard"
      role="group"
      aria-label={t('text.keyboard')}
      onPointerDown={(event) => event.preventDefault()}
    >
      {rows.map((row, at) => (
        <div key={row} className="booth-keyboard-row">
          {at === rows.length - 1 && !signs && (
            <button
              type="button"
              className="booth-key-wide"
              aria-pressed={capital}
              aria-label={t('text.capital')}
              onClick={() => setShift(!capital)}
            >
              ⇧
            </button>
          )}
          {Array.from(row).map((key) => {
            const shown = capital ? key.toLocaleUpperCase('fi') : key
            return (
              <button key={key} type="button" onClick={() => write(shown)}>
                {shown}
              </button>
            )
          })}
          {at === rows.length - 1 && (
            <button
              type="button"
              className="booth-key-wide"
              aria-label={t('text.erase')}
              onClick={() => onChange(withoutLast(line))}
            >
              ⌫
            </button>
          )}
        </div>
      ))}
      <div className="booth-keyboard-row">
        <button type="button" className="booth-key-named" onClick={() => setSigns(!signs)}>
          {signs ? t('text.letters') : t('text.signs')}
        </button>
        <button type="button" className="booth-key-space" onClick={() => write(' ')}>
          {t('text.space')}
        </button>
        <button type="button" className="booth-key-named" onClick={() => write('\n')}>
          {t('text.newLine')}
        </button>
      </div>
    </div>
  )
}
