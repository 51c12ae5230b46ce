import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import { TextIcon } from '@/ui/icons'
import type { TextOnScreen } from './useText'

/** Opens and closes the text. */
export function TextButton({ text }: { text: TextOnScreen }): ReactElement {
  const { t } = useBoothLocale()
  return (
    <button
      type="button"
      className="booth-text-open"
      aria-expanded={text.isOpen}
      onClick={text.isOpen ? text.close : text.open}
    >
      <TextIcon /> {t('text.open')}
    </button>
  )
}
