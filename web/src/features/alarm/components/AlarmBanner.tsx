import { useRef } from 'react'
import type { ReactElement } from 'react'
import { useWorkspaceState } from '@/features/workspace/context'
import { callingAlarms, isBeside, isHeardThere } from '../alarms'
import { useSoundFromFirstTouch } from '../hooks/useSoundFromFirstTouch'
import { useTopLayer } from '../hooks/useTopLayer'
import { AlarmAlert } from './AlarmAlert'
import { AlarmCard } from './AlarmCard'

/** Over every view of the page: the alarms that call this person. */
export function AlarmBanner(): ReactElement {
  const state = useWorkspaceState()
  const alarms = callingAlarms(state)
  const banner = useRef<HTMLDivElement>(null)
  useSoundFromFirstTouch()
  useTopLayer(banner, alarms.length > 0)
  return (
    <div ref={banner} className="alarm-banner" popover="manual">
      <AlarmAlert alarms={alarms.filter((alarm) => !isHeardThere(state, alarm))} />
      {alarms.map((alarm) => (
        <AlarmCard key={alarm.told.alarm} alarm={alarm} discreet={isBeside(state, alarm)} />
      ))}
    </div>
  )
}
