import type { ReactElement } from 'react'
import type { Alarm } from '../alarms'
import { useAlarmAlert } from '../hooks/useAlarmAlert'
import { useAlarmText } from '../hooks/useAlarmText'

/** Calls out the first alarm that nobody has acknowledged. */
export function AlarmAlert({ alarms }: { alarms: readonly Alarm[] }): ReactElement | null {
  const first = alarms.find(({ told }) => told.state !== 'acknowledged')
  return first ? <Calling alarm={first} /> : null
}

function Calling({ alarm }: { alarm: Alarm }): null {
  const { title, where } = useAlarmText(alarm.told)
  useAlarmAlert(title, where)
  return null
}
