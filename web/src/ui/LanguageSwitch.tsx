import type { ReactElement } from 'react'
import { LANGUAGES, OWN_NAMES } from '@/i18n/languages'
import { useStaffLocale } from '@/locales/staff'
import './languageSwitch.css'

export function LanguageSwitch(): ReactElement {
  const { language, setLanguage, t } = useStaffLocale()
  return (
    <div className="language-switch" role="group" aria-label={t('shell.language')}>
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
  )
}
