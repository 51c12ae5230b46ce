import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'
import { Named } from '@/ui/Named'

/** While waiting: what to have at hand when somebody answers. */
export function Papers({ state }: { state: BoothState }): ReactElement | null {
  const { t } = useBoothLocale()
  const card = state.choosing?.chosen
  if (!card) return null
  return (
    <p className="booth-papers">
      <strong>{t('service.papers')}:</strong> <Named of={card.papers} />
    </p>
  )
}
