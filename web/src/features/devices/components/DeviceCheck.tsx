import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { Button, Heading, Paragraph } from 'suomifi-ui-components'
import { useWorkspace } from '@/features/workspace/context'
import { useStaffLocale } from '@/locales/staff'
import { DeviceNotes } from './DeviceNotes'
import { LevelMeter } from './LevelMeter'
import { SelfView } from './SelfView'

/** A look in the mirror before the first conversation; the camera is on only meanwhile. */
export function DeviceCheck(): ReactElement {
  const { t } = useStaffLocale()
  const { local } = useWorkspace()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (!open) return undefined
    void local.hold('test')
    return () => local.letGo('test')
  }, [open, local])
  return (
    <section className="card stack" aria-labelledby="device-check">
      <Heading variant="h3" id="device-check">
        {t('device.heading')}
      </Heading>
      <Paragraph>{t('device.intro')}</Paragraph>
      {open && (
        <>
          <SelfView />
          <LevelMeter />
        </>
      )}
      <DeviceNotes />
      <div>
        <Button variant="secondary" onClick={() => setOpen(!open)}>
          {open ? t('device.stop') : t('device.test')}
        </Button>
      </div>
    </section>
  )
}
