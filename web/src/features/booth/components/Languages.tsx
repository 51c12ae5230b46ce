import type { ReactElement } from 'react'
import { LANGUAGES, OWN_NAMES } from '@/i18n/languages'
import { useBoothLocale } from '@/locales/booth'
import { useTerminal } from '../context'

/** The languages by their own names. */
export function Languages({ large = false }: { large?: boolean }): ReactElement {
  const { t, language } = useBoothLocale()
  const link = useTerminal()
  return (
    <div
      className={large ? 'booth-languages booth-languages-large' : 'booth-languages'}
      role="group"
      aria-label={t('booth.language')}
    >
      {LANGUAGES.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          aria-pressed={each === language}
          onClick={() => link.send({ type: 'booth.language', language: each })}
        >
          {OWN_NAMES[each]}
        </button>
      ))}
    </div>
  )
}
