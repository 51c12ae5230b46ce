import { useCallback } from 'react'
import { LOCALES } from '@/i18n/languages'
import { useStaffLocale } from '@/locales/staff'
import type { Still } from '@/media/desk'

/** "Tarkka kuva 2, kello 9.41". */
export function useStillName(): (still: Pick<Still, 'number' | 'at'>) => string {
  const { t, language } = useStaffLocale()
  return useCallback(
    ({ number, at }) => {
      const time = new Intl.DateTimeFormat(LOCALES[language], {
        hour: 'numeric',
        minute: '2-digit',
      }).format(at)
      return t('still.name', { number, time })
    },
    [t, language],
  )
}
