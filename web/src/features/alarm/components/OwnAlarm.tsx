import type { ReactElement } from 'react'
import { useSecondsSince } from '@/lib/useSeconds'
import { useStaffLocale } from '@/locales/staff'
import type { Alarm } from '../alarms'
import type { Raising } from '../hooks/useGuardAlarm'

/** A message and its way back take a moment; only after it is silence the truth. */
const PATIENCE_S = 3

/** How it goes with the alarm that this person raised, in few and quiet words. */
export function OwnAlarm({
  own,
  raising,
}: {
  own: Alarm | null
  raising: Raising
}): ReactElement | null {
  const { t } = useStaffLocale()
  if (raising.state === 'refused') return <span>{t(`error.${raising.failure}`)}</span>
  if (raising.state === 'sending') return <Sending at={raising.at} />
  if (!own) return null
  const { acknowledged_by: name, reached } = own.told
  if (name !== null) return <span>{t('alarm.own.acknowledged', { name })}</span>
  return reached ? <span>{t('alarm.own.reached')}</span> : <Unheard own={own} />
}

function Sending({ at }: { at: number }): ReactElement {
  const { t } = useStaffLocale()
  const late = useSecondsSince(at) >= PATIENCE_S
  return <span>{t(late ? 'alarm.own.late' : 'alarm.own.sending')}</span>
}

function Unheard({ own }: { own: Alarm }): ReactElement {
  const { t } = useStaffLocale()
  const alone = own.told.raised_s + useSecondsSince(own.at) >= PATIENCE_S
  return <span>{t(alone ? 'alarm.own.unheard' : 'alarm.own.sending')}</span>
}
