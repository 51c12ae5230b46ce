import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import { CameraIcon, MicrophoneIcon } from '@/ui/icons'
import { useDeviceSwitch } from '../hooks/useDeviceSwitch'

/** Own microphone and camera. */
export function OwnControls(): ReactElement {
  const { t } = useStaffLocale()
  const voice = useDeviceSwitch('voice')
  const face = useDeviceSwitch('face')
  return (
    <>
      <Button
        variant="secondary"
        icon={<MicrophoneIcon off={!voice.on} />}
        onClick={voice.toggle}
      >
        {voice.on ? t('controls.mute') : t('controls.unmute')}
      </Button>
      <Button
        variant="secondary"
        icon={<CameraIcon off={!face.on} />}
        onClick={face.toggle}
      >
        {face.on ? t('controls.cameraOff') : t('controls.cameraOn')}
      </Button>
    </>
  )
}
