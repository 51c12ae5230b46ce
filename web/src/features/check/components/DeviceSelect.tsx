import { useId } from 'react'
import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import type { UseState } from '@/media/deviceChoices'

interface Props {
  label: string
  choice: Pick<UseState, 'deviceId' | 'devices' | 'gone'>
  onChoose: (deviceId: string) => void
}

/** One of the devices, or the computer's own default; says when the chosen one is gone. */
export function DeviceSelect({ label, choice, onChoose }: Props): ReactElement {
  const { t } = useStaffLocale()
  const id = useId()
  const { devices, deviceId, gone } = choice
  // Before the person has allowed the use of devices, the browser tells no names.
  const named = devices.filter((device) => device.label !== '')
  return (
    <div>
      <label htmlFor={id} className="check-label">
        {label}
      </label>
      <select
        id={id}
        className="check-select"
        value={deviceId}
        onChange={(event) => onChoose(event.target.value)}
      >
        <option value="">{t('check.default')}</option>
        {named.map((device) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label}
          </option>
        ))}
      </select>
      <p role="status" className="check-gone">
        {gone !== null && t('check.gone', { name: gone })}
      </p>
    </div>
  )
}
