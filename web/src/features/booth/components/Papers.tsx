import type { ReactElement } from 'react'
import { nameIn } from '@/i18n/languages'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'

/** While waiting: what to have at hand when somebody answers. */
export function Papers({ state }: { state: BoothState }): ReactElement | null {
  const { t, language } = useBoothLocale()
  const card = state.choosing?.chosen
  if (!card) return null
  return (
    <p className="booth-papers">
      <strong>{t('service.papers')}:</strong> {nameIn(card.papers, language)}
    </p>
  )
}
