import { useCallback } from 'react'
import { useSupervisionLocale } from '@/locales/supervision'

/** How long something has lasted, in whole minutes or hours: "3 min", "2 h 5 min". */
export function useSpan(): (seconds: number) => string {
  const { t } = useSupervisionLocale()
  return useCallback(
    (seconds: number) => {
      const minutes = Math.max(0, Math.floor(seconds / 60))
      if (minutes < 1) return t('span.moment')
      if (minutes < 60) return t('span.minutes', { minutes })
      const hours = Math.floor(minutes / 60)
      if (hours < 24) return t('span.hours', { hours, minutes: minutes % 60 })
      return t.count('span.days', Math.floor(hours / 24))
    },
    [t],
  )
}
