import type { ReactElement } from 'react'
import { Heading, Paragraph } from 'suomifi-ui-components'
import { AlarmAlert } from '@/features/alarm/components/AlarmAlert'
import { AlarmCard } from '@/features/alarm/components/AlarmCard'
import { callingAlarms } from '@/features/alarm/alarms'
import { useSoundFromFirstTouch } from '@/features/alarm/hooks/useSoundFromFirstTouch'
import { ConnectionBanner } from '@/features/connection/components/ConnectionBanner'
import { Account } from '@/features/workspace/components/Account'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useGuardLocale } from '@/locales/guard'
import { AppShell } from '@/ui/AppShell'
import { SirenCheck } from './SirenCheck'
import './guard.css'

/** The alarms that call a guard, and otherwise that there are none. */
export function GuardPage(): ReactElement {
  const { t } = useGuardLocale()
  const { client } = useWorkspace()
  const alarms = callingAlarms(useWorkspaceState())
  const listening = useStore(client.connection).phase === 'ready'
  useSoundFromFirstTouch()
  return (
    <AppShell title={t('guard.title')} account={<Account />}>
      <ConnectionBanner />
      <AlarmAlert alarms={alarms} />
      <div className="guard stack">
        {alarms.map((alarm) => (
          <AlarmCard key={alarm.told.alarm} alarm={alarm} discreet={false} />
        ))}
        {/* Without a connection nobody can say that there are none. */}
        {listening && alarms.length === 0 && (
          <section className="card stack" aria-labelledby="guard-none">
            <Heading variant="h2" id="guard-none">
              {t('guard.none')}
            </Heading>
            <Paragraph>{t('guard.how')}</Paragraph>
          </section>
        )}
        <SirenCheck />
      </div>
    </AppShell>
  )
}
