import type { ReactElement } from 'react'
import { AlarmBanner } from '@/features/alarm/components/AlarmBanner'
import { AlarmButton } from '@/features/alarm/components/AlarmButton'
import { ConnectionBanner } from '@/features/connection/components/ConnectionBanner'
import { useRefused } from '@/features/connection/hooks/useRefused'
import { ClerkInquiry } from '@/features/inquiry/components/ClerkInquiry'
import { InquiryContext, useNewInquiry } from '@/features/inquiry/hooks/useInquiry'
import { TerminalChooser } from '@/features/terminals/components/TerminalChooser'
import { Account } from '@/features/workspace/components/Account'
import { useWorkspaceState } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'
import { currentRoom, inquiryRoom, ownTerminal } from '@/state/select'
import { AppShell } from '@/ui/AppShell'
import { useFocusOnChange } from '@/ui/useFocusOnChange'
import { Console } from './Console'

export function ClerkPage(): ReactElement {
  const { t } = useClerkLocale()
  const state = useWorkspaceState()
  const terminal = ownTerminal(state)
  const danger = terminal?.terminal ?? currentRoom(state)?.told.terminal ?? null
  const refused = useRefused()
  const inquiry = useNewInquiry()
  useFocusOnChange(`${terminal?.terminal ?? 'chooser'} ${inquiryRoom(state)?.told.room ?? ''}`)
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
      <InquiryContext value={inquiry}>
        <ClerkInquiry terminal={terminal} />
        {terminal && <Console key={terminal.terminal} terminal={terminal} />}
      </InquiryContext>
      {!terminal && !refused && <TerminalChooser />}
    </AppShell>
  )
}
