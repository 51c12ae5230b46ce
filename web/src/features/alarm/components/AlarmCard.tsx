import { useCallback } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'
import { asClock, useSecondsSince } from '@/lib/useSeconds'
import { useStaffLocale } from '@/locales/staff'
import { useConfirm } from '@/ui/useConfirm'
import type { Alarm } from '../alarms'
import { useAlarmText } from '../hooks/useAlarmText'
import './alarm.css'

interface Props {
  alarm: Alarm
  /** In small and in words that give nothing away: whoever is the danger may see this screen. */
  discreet: boolean
}

/** An alarm that calls this person: where, who, since when, and what they do about it. */
export function AlarmCard({ alarm, discreet }: Props): ReactElement {
  const { t } = useStaffLocale()
  const { title, where, who } = useAlarmText(alarm.told)
  const { state, acknowledged_by: name } = alarm.told
  const shown = discreet ? t('alarm.discreet') : title
  return (
    <section className={`alarm alarm-${discreet ? 'discreet' : state}`} aria-label={shown}>
      <div className="alarm-text">
        {/* The text alone: the time beside it would be read out every second. */}
        <div role={discreet ? 'status' : 'alert'}>
          <p className="alarm-title">{shown}</p>
          <p className="alarm-where">{where}</p>
          {!discreet && <p>{who}</p>}
          {name !== null && <p className="alarm-name">{t('alarm.acknowledgedBy', { name })}</p>}
        </div>
        {!discreet && <Since alarm={alarm} />}
      </div>
      <Answers alarm={alarm} discreet={discreet} />
    </section>
  )
}

function Since({ alarm }: { alarm: Alarm }): ReactElement {
  const { t } = useStaffLocale()
  const time = asClock(alarm.told.raised_s + useSecondsSince(alarm.at))
  return (
    <p className="alarm-since" role="timer">
      {t('alarm.since', { time })}
    </p>
  )
}

function Answers({ alarm: { told }, discreet }: Props): ReactElement {
  const { t } = useStaffLocale()
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  const { alarm } = told
  const acknowledge = (): void => {
    void run(() => client.request({ type: 'alarm.acknowledge', alarm }))
  }
  const clear = useCallback(() => {
    // The card is about to go: whoever uses a keyboard stays on the page.
    document.getElementById('main')?.focus()
    void run(() => client.request({ type: 'alarm.clear', alarm }))
  }, [run, client, alarm])
  const end = useConfirm(clear)
  return (
    <div className="alarm-answers">
      <div className="row">
        {told.state !== 'acknowledged' && (
          <Button onClick={acknowledge} disabled={busy}>
            {t(discreet ? 'alarm.discreetAcknowledge' : 'alarm.acknowledge')}
          </Button>
        )}
        <Button
          variant="secondary"
          onClick={end.press}
          onKeyDown={(event) => event.key === 'Escape' && end.undo()}
          disabled={busy}
        >
          {end.armed && t(discreet ? 'alarm.discreetConfirm' : 'alarm.clearConfirm')}
          {!end.armed && t(discreet ? 'alarm.discreetClear' : 'alarm.clear')}
        </Button>
      </div>
      <FailureNote failure={failure} />
    </div>
  )
}
