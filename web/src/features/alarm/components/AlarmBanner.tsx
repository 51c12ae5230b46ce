import { useRef } from 'react'
import type { ReactElement } from 'react'
import { createPortal } from 'react-dom'
import { useWorkspaceState } from '@/features/workspace/context'
import { callingAlarms, isBeside, isHeardThere } from '../alarms'
import { useSoundFromFirstTouch } from '../hooks/useSoundFromFirstTouch'
import { useFullscreenElement, useTopLayer } from '../hooks/useTopLayer'
import { AlarmAlert } from './AlarmAlert'
import { AlarmCard } from './AlarmCard'

/** Over every view of the page: the alarms that call this person. */
export function AlarmBanner(): ReactElement {
  const state = useWorkspaceState()
  const alarms = callingAlarms(state)
  const element = useRef<HTMLDivElement>(null)
  const fullscreen = useFullscreenElement()
  useSoundFromFirstTouch()
  useTopLayer(element, alarms.length > 0, fullscreen)
  const banner = (
    <div ref={element} className="alarm-banner" popover="manual">
      {alarms.map((alarm) => (
        <AlarmCard key={alarm.told.alarm} alarm={alarm} discreet={isBeside(state, alarm)} />
      ))}
    </div>
  )
  return (
    <>
      <AlarmAlert alarms={alarms.filter((alarm) => !isHeardThere(state, alarm))} />
      {fullscreen ? createPortal(banner, fullscreen) : banner}
    </>
  )
}
