import { windowWords } from '@/features/callbacks/windowWords'
import { useBoothLocale } from '@/locales/booth'
import type { CallbackWindow } from '@/protocol/booth-to-page'

/** "huomenna klo 9.00–11.00", as it stands in a sentence. */
export function useWindowWords(): (window: CallbackWindow | null) => string {
  const { t, language } = useBoothLocale()
  return (window) => {
    if (!window) return ''
    const words = windowWords(window, language)
    return t(`window.${words.kind}`, { ...words })
  }
}
