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
  /** In small and without being called out: this person sits where the danger is. */
  quiet: boolean
}

/** An alarm that calls this person: where, who, since when, and what they do about it. */
export function AlarmCard({ alarm, quiet }: Props): ReactElement {
  const { t } = useStaffLocale()
  const { title, where, who } = useAlarmText(alarm.told)
  const { state, acknowledged_by: name } = alarm.told
  const kind = quiet ? 'alarm-quiet' : `alarm-${state}`
  return (
    <section className={`alarm ${kind}`} aria-label={title}>
      <div className="alarm-text">
        {/* The text alone: the time beside it would be read out every second. */}
        <div role={quiet ? 'status' : 'alert'}>
          <p className="alarm-title">{title}</p>
          <p className="alarm-where">{where}</p>
          <p>{who}</p>
          {name !== null && <p className="alarm-name">{t('alarm.acknowledgedBy', { name })}</p>}
        </div>
        <Since alarm={alarm} />
      </div>
      <Answers alarm={alarm} />
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

function Answers({ alarm: { told } }: { alarm: Alarm }): ReactElement {
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
            {t('alarm.acknowledge')}
          </Button>
        )}
        <Button
          variant="secondary"
          onClick={end.press}
          onKeyDown={(event) => event.key === 'Escape' && end.undo()}
          disabled={busy}
        >
          {t(end.armed ? 'alarm.clearConfirm' : 'alarm.clear')}
        </Button>
      </div>
      <FailureNote failure={failure} />
    </div>
  )
}
