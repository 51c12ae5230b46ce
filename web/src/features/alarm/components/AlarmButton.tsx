import { useCallback } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useWorkspaceState } from '@/features/workspace/context'
import { useStaffLocale } from '@/locales/staff'
import { useConfirm } from '@/ui/useConfirm'
import { ownAlarm } from '../alarms'
import { useGuardAlarm } from '../hooks/useGuardAlarm'
import { OwnAlarm } from './OwnAlarm'
import './alarmButton.css'

/**
 * Calls for help, discreetly: the resident may see this screen. Two presses, so that nobody does
 * it by a slip. `terminal`: where; null: somewhere at the person's places.
 */
export function AlarmButton({ terminal }: { terminal: string | null }): ReactElement {
  const { t } = useStaffLocale()
  const own = ownAlarm(useWorkspaceState())
  const { raising, raise } = useGuardAlarm()
  const { armed, press, undo } = useConfirm(useCallback(() => raise(terminal), [raise, terminal]))
  return (
    <div className="alarm-button">
      <Button
        variant={armed ? 'secondary' : 'secondaryNoBorder'}
        onClick={press}
        onKeyDown={(event) => event.key === 'Escape' && undo()}
      >
        {t(armed ? 'alarm.confirm' : 'alarm.raise')}
      </Button>
      <div role="status">
        {armed && <span className="visually-hidden">{t('alarm.confirmHow')}</span>}
        {!armed && <OwnAlarm own={own} raising={raising} />}
      </div>
    </div>
  )
}
