import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'

interface Props {
  /** Bring its window to the front. */
  onShow: () => void
  onBack: () => void
}

/** Stands where the document was before it went into a window of its own. */
export function DocumentAway({ onShow, onBack }: Props): ReactElement {
  const { t } = useStaffLocale()
  return (
    <div className="document-away">
      <p>{t('layout.away')}</p>
      <Button variant="secondary" onClick={onShow}>
        {t('layout.show')}
      </Button>
      <Button variant="secondary" onClick={onBack}>
        {t('layout.back')}
      </Button>
    </div>
  )
}
