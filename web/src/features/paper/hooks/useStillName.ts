import { useCallback } from 'react'
import { useStaffLocale } from '@/locales/staff'
import type { Still } from '@/media/desk'

const LOCALES = { fi: 'fi', sv: 'sv-FI', en: 'en-GB' } as const

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
