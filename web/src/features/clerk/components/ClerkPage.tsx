import type { ReactElement } from 'react'
import { AlarmBanner } from '@/features/alarm/components/AlarmBanner'
import { AlarmButton } from '@/features/alarm/components/AlarmButton'
import { ConnectionBanner } from '@/features/connection/components/ConnectionBanner'
import { useRefused } from '@/features/connection/hooks/useRefused'
import { TerminalChooser } from '@/features/terminals/components/TerminalChooser'
import { Account } from '@/features/workspace/components/Account'
import { useWorkspaceState } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'
import { currentRoom, ownTerminal } from '@/state/select'
import { AppShell } from '@/ui/AppShell'
import { useFocusOnChange } from '@/ui/useFocusOnChange'
import { Console } from './Console'

export function ClerkPage(): ReactElement {
  const { t } = useClerkLocale()
  const state = useWorkspaceState()
  const terminal = ownTerminal(state)
  const danger = terminal?.terminal ?? currentRoom(state)?.told.terminal ?? null
  const refused = useRefused()
  useFocusOnChange(terminal?.terminal ?? 'chooser')
  return (
    <AppShell
      title={t('clerk.title')}
      account={
        <>
          <AlarmButton terminal={danger} />
          <Account />
        </>
      }
    >
      <AlarmBanner />
      <ConnectionBanner />
      {terminal && <Console key={terminal.terminal} terminal={terminal} />}
      {!terminal && !refused && <TerminalChooser />}
    </AppShell>
  )
}
