import type { ReactElement } from 'react'
import { Button, InlineAlert } from 'suomifi-ui-components'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import type { Device } from '@/media/localMedia'

const DEVICES: readonly Device[] = ['voice', 'face']

/** What is wrong with the own camera or microphone, what to do, and what others get. */
export function DeviceNotes(): ReactElement {
  const { t } = useStaffLocale()
  const { local } = useWorkspace()
  const state = useStore(local.state)
  const broken = DEVICES.filter((device) => state[device].problem && state[device].wanted)
  return (
    <div role="status" className="device-notes stack">
      {broken.map((device) => (
        <InlineAlert key={device} status="warning">
          <p>{t(`device.${device}.${state[device].problem ?? 'failed'}`)}</p>
          <p>{t(`device.${device}.others`)}</p>
          <Button variant="secondaryNoBorder" onClick={() => void local.want(device, true)}>
            {t('device.again')}
          </Button>
        </InlineAlert>
      ))}
    </div>
  )
}
