import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import { useTerminal } from '../context'

/** One step back in the choice, always in the same corner. */
export function BackButton(): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  return (
    <button
      type="button"
      className="booth-end booth-end-quiet booth-step-back"
      onClick={() => link.send({ type: 'booth.back' })}
    >
      {t('end.stepBack')}
    </button>
  )
}
