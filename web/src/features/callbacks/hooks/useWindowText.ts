import { useStaffLocale } from '@/locales/staff'
import type { CallbackWindow } from '@/protocol/server'
import { windowWords } from '../windowWords'

/** "huomenna klo 9.00–11.00". */
export function useWindowText(): (window: CallbackWindow) => string {
  const { t, language } = useStaffLocale()
  return (window) => {
    const words = windowWords(window, language)
    return t(`window.${words.kind}`, { ...words })
  }
}
