import type { ReactElement } from 'react'
import { AlarmBanner } from '@/features/alarm/components/AlarmBanner'
import { AlarmButton } from '@/features/alarm/components/AlarmButton'
import { AvailabilityBar } from '@/features/availability/components/AvailabilityBar'
import { SystemSetNotice } from '@/features/availability/components/SystemSetNotice'
import { CallbackTask } from '@/features/callbacks/later'
import { CheckButton } from '@/features/check/components/CheckButton'
import { CheckProvider } from '@/features/check/components/CheckProvider'
import { ConnectionBanner } from '@/features/connection/components/ConnectionBanner'
import { useRefused } from '@/features/connection/hooks/useRefused'
import { InquiryContext, useNewInquiry } from '@/features/inquiry/hooks/useInquiry'
import { ClerkInquiry } from '@/features/inquiry/later'
import { AnyRing } from '@/features/ring/components/AnyRing'
import { RingEnded } from '@/features/ring/components/RingEnded'
import { AwaitedNews } from '@/features/terminals/components/AwaitedNews'
import { TerminalChooser } from '@/features/terminals/components/TerminalChooser'
import { useHelp } from '@/features/terminals/hooks/useHelp'
import { VisitOutcome } from '@/features/visit/later'
import { Account } from '@/features/workspace/components/Account'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'
import { currentRing, currentRoom, inquiryRoom, ownTerminal, visitToConclude } from '@/state/select'
import { AppShell } from '@/ui/AppShell'
import { useFocusOnChange } from '@/ui/useFocusOnChange'
import { useChargeWhileAnswering } from '../hooks/useChargeWhileAnswering'
import { Console, RemoteStage } from '../later'

export const ClerkPage = (): ReactElement => (
  <CheckProvider>
    <Page />
  </CheckProvider>
)

function Page(): ReactElement {
  const { t } = useClerkLocale()
  const state = useWorkspaceState()
  const terminal = ownTerminal(state)
  const danger = terminal?.terminal ?? currentRoom(state)?.told.terminal ?? null
  const refused = useRefused()
  const inquiry = useNewInquiry()
  const { serves } = useWorkspace().me
  const ring = currentRing(state)
  const visit = visitToConclude(state)
  const room = currentRoom(state)
  // At a terminal of another place the clerk answers, but cannot take charge.
  const guest = room?.told.kind === 'visit' && room.told.terminal !== terminal?.terminal
  const help = useHelp(useChargeWhileAnswering())
  const view = `${terminal?.terminal ?? 'chooser'} ${inquiryRoom(state)?.told.room ?? ''}`
  useFocusOnChange(ring ? 'ring' : view)
  return (
    <AppShell
      title={t('clerk.title')}
      account={
        <>
          <AlarmButton terminal={danger} />
          <CheckButton />
          <Account />
        </>
      }
      {...(serves && { bar: <AvailabilityBar /> })}
    >
      <AlarmBanner />
      <AwaitedNews />
      <ConnectionBanner />
      {serves && !ring && <SystemSetNotice />}
      {serves && <RingEnded />}
      {ring && <AnyRing key={ring.told.reservation} ring={ring} />}
      {room?.told.kind === 'callback' && <CallbackTask key={room.told.room} room={room.told} />}
      {guest && <RemoteStage room={room} me={state.participant ?? ''} guest />}
      {visit && !ring && !terminal && (
        <div className="outcome-alone">
          <VisitOutcome key={visit.request} visit={visit} />
        </div>
      )}
      <InquiryContext value={inquiry}>
        <ClerkInquiry terminal={terminal} />
        {terminal && !guest && <Console key={terminal.terminal} terminal={terminal} help={help} />}
      </InquiryContext>
      {!terminal && !guest && !refused && <TerminalChooser help={help} />}
    </AppShell>
  )
}
