import type { ReactElement } from 'react'
import { Button, Heading, Paragraph } from 'suomifi-ui-components'
import { useCheck } from '@/features/check/hooks/useCheck'
import { useStaffLocale } from '@/locales/staff'
import { DeviceNotes } from './DeviceNotes'

/** Leads to the check before the first conversation. */
export function DeviceCheck(): ReactElement {
  const { t } = useStaffLocale()
  const { isOpen, open } = useCheck()
  return (
    <section className="card stack" aria-labelledby="device-check">
      <Heading variant="h3" id="device-check">
        {t('device.heading')}
      </Heading>
      <Paragraph>{t('device.intro')}</Paragraph>
      {/* The panel says the same, and which device it is. */}
      {!isOpen && <DeviceNotes />}
      <div>
        <Button variant="secondary" aria-expanded={isOpen} onClick={open}>
          {t('device.test')}
        </Button>
      </div>
    </section>
  )
}
