import { useCallback } from 'react'
import { languageName } from '@/i18n/languageName'
import { useStaffLocale } from '@/locales/staff'

/** Names languages in the page's language: `sv` is "ruotsi", "svenska" or "Swedish". */
export function useLanguageName(): (tag: string) => string {
  const { language, t } = useStaffLocale()
  return useCallback(
    (tag: string) => languageName(tag, language, { fse: t('language.fse'), fss: t('language.fss') }),
    [language, t],
  )
}
