import type { ReactElement } from 'react'
import { Button, InlineAlert } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'

/** In the place of a part of the page whose code could not be fetched. */
export function NotLoaded(): ReactElement {
  const { t } = useStaffLocale()
  return (
    <InlineAlert status="error">
      <p>{t('shell.partMissing')}</p>
      <Button variant="secondary" onClick={() => location.reload()}>
        {t('connection.reload')}
      </Button>
    </InlineAlert>
  )
}
