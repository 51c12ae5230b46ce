import type { ReactElement } from 'react'
import { Button, LoadingSpinner } from 'suomifi-ui-components'
import { AlarmAlert } from '@/features/alarm/components/AlarmAlert'
import { AlarmCard } from '@/features/alarm/components/AlarmCard'
import { callingAlarms } from '@/features/alarm/alarms'
import { ConnectionBanner } from '@/features/connection/components/ConnectionBanner'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useDirectory } from '@/features/services/hooks/useDirectory'
import { Account } from '@/features/workspace/components/Account'
import { useWorkspaceState } from '@/features/workspace/context'
import { useSupervisionLocale } from '@/locales/supervision'
import { AppShell } from '@/ui/AppShell'
import { useSupervision } from '../hooks/useSupervision'
import { Overview } from './Overview'
import './supervision.css'

/** What goes on now, and today's figures; nothing here acts on a visit. */
export function SupervisionPage(): ReactElement {
  const { t } = useSupervisionLocale()
  const { found, ask } = useDirectory()
  const watched = useSupervision()
  const state = useWorkspaceState()
  const alarms = callingAlarms(state)
  return (
    <AppShell title={t('overview.title')} account={<Account />}>
      <ConnectionBanner />
      <AlarmAlert alarms={alarms} />
      <div className="overview">
        {alarms.map((alarm) => (
          <AlarmCard key={alarm.told.alarm} alarm={alarm} discreet={false} />
        ))}
        {found.state === 'failed' && (
          <div className="stack">
            <FailureNote failure={found.failure} />
            <Button onClick={ask}>{t('shell.again')}</Button>
          </div>
        )}
        {found.state === 'here' && watched.here ? (
          <Overview
            services={found.directory.services}
            watched={watched}
            availability={state.availability}
          />
        ) : (
          found.state !== 'failed' && (
            <LoadingSpinner status="loading" text={t('shell.loading')} />
          )
        )}
      </div>
    </AppShell>
  )
}
