import type { ReactElement } from 'react'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { useLevel } from '../hooks/useLevel'

/** Moves when the microphone hears. */
export function LevelMeter(): ReactElement {
  const { t } = useStaffLocale()
  const { voice } = useStore(useWorkspace().local.state)
  const level = useLevel(voice.track)
  return (
    <div className="level">
      <label htmlFor="level">{t('device.level')}</label>
      <meter id="level" min={0} max={1} value={level} />
    </div>
  )
}
