import { useState } from 'react'
import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { SelfView } from '@/features/devices/components/SelfView'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { canBlur, isBlurred, setBlur } from '@/media/blur'
import { useDeviceTry } from '../hooks/useDeviceTry'
import { DeviceSelect } from './DeviceSelect'
import { Verdict } from './Verdict'

/** The own picture, which camera takes it, and whether it works. */
export function CameraCheck(): ReactElement {
  const { t } = useStaffLocale()
  const { local } = useWorkspace()
  const { face } = useStore(local.state)
  const { choice, choose, told } = useDeviceTry('face')
  const works = face.track && ({ tone: 'good', what: t('check.camera.good') } as const)
  return (
    <section className="stack" aria-labelledby="check-camera">
      <Heading variant="h3" id="check-camera">
        {t('check.camera')}
      </Heading>
      {face.track && <SelfView />}
      <Verdict told={told ?? works} />
      {!face.wanted && (
        <div className="row">
          <span>{t('check.camera.off')}</span>
          <Button variant="secondary" onClick={() => void local.want('face', true)}>
            {t('controls.cameraOn')}
          </Button>
        </div>
      )}
      <DeviceSelect label={t('check.camera.which')} choice={choice} onChoose={choose} />
      {face.track && canBlur(face.track) && <Blur key={face.track.id} track={face.track} />}
    </section>
  )
}

function Blur({ track }: { track: MediaStreamTrack }): ReactElement {
  const { t } = useStaffLocale()
  const [on, setOn] = useState(() => isBlurred(track))
  return (
    <label className="check-box">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => void setBlur(track, event.target.checked).then(setOn)}
      />
      <span>{t('check.camera.blur')}</span>
    </label>
  )
}
