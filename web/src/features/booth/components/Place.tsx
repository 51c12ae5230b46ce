import type { ReactElement } from 'react'
import { waitWords } from '@/lib/waitRange'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'

/** The place in the queue and an honest estimate of the wait; nothing while it rings. */
export function Place({ state }: { state: BoothState }): ReactElement | null {
  const { t } = useBoothLocale()
  if (state.position === null) return null
  const words = state.wait && waitWords(state.wait)
  return (
    <p role="status">
      {t('wait.position', { position: state.position })}{' '}
      {words ? t(`wait.${words.kind}`, words) : t('wait.unknown')}
    </p>
  )
}
