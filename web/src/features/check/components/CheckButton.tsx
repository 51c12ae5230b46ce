import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import { useCheck } from '../hooks/useCheck'
import { CheckPanel } from '../later'

/** In the page's head: devices and network, at any time. */
export function CheckButton(): ReactElement {
  const { t } = useStaffLocale()
  const { isOpen, open, close } = useCheck()
  return (
    <>
      <Button
        variant="secondaryNoBorder"
        aria-expanded={isOpen}
        onClick={isOpen ? close : open}
      >
        {t('check.open')}
      </Button>
      {isOpen && <CheckPanel onClose={close} />}
    </>
  )
}
