import type { ReactElement } from 'react'
import { AlarmButton } from '@/features/alarm/components/AlarmButton'
import { AvailabilityBar } from '@/features/availability/components/AvailabilityBar'
import { CallbackTask } from '@/features/callbacks/later'
import { CheckButton } from '@/features/check/components/CheckButton'
import { CheckProvider } from '@/features/check/components/CheckProvider'
import { ConnectionBanner } from '@/features/connection/components/ConnectionBanner'
import { useRefused } from '@/features/connection/hooks/useRefused'
import { ExpertInquiry } from '@/features/inquiry/components/ExpertInquiry'
import { AnyRing } from '@/features/ring/components/AnyRing'
import { RingEnded } from '@/features/ring/components/RingEnded'
import { useWorkspaceState } from '@/features/workspace/context'
import { Account } from '@/features/workspace/components/Account'
import { useExpertLocale } from '@/locales/expert'
import type { RoomTold } from '@/protocol/server'
import { currentRing, currentRoom } from '@/state/select'
import type { Timed } from '@/state/workspace'
import { AppShell } from '@/ui/AppShell'
import { useFocusOnChange } from '@/ui/useFocusOnChange'
import { ExpertConversation } from './ExpertConversation'
import { ReadyView } from './ReadyView'

export const ExpertPage = (): ReactElement => (
  <CheckProvider>
    <Page />
  </CheckProvider>
)

/** A ring comes before all; then the conversation; else waiting for one. */
function Page(): ReactElement {
  const { t } = useExpertLocale()
  const state = useWorkspaceState()
  const refused = useRefused()
  const ring = currentRing(state)
  const room = currentRoom(state)
  const me = state.participant ?? ''
  // Danger shows at the end of a conversation, too.
  const terminal = (room?.told ?? state.endedRoom)?.terminal ?? null
  useFocusOnChange(ring ? 'ring' : room ? 'room' : 'ready')
  return (
    <AppShell
      title={t('expert.title')}
      account={
        <>
          {terminal !== null && <AlarmButton terminal={terminal} />}
          <CheckButton />
          <Account />
        </>
      }
      bar={<AvailabilityBar />}
    >
      <ConnectionBanner />
      <RingEnded />
      {ring && <AnyRing key={ring.told.reservation} ring={ring} />}
      {room && <Room key={room.told.room} room={room} me={me} />}
      {!ring && !room && !refused && <ReadyView />}
    </AppShell>
  )
}

function Room({ room, me }: { room: Timed<RoomTold>; me: string }): ReactElement {
  if (room.told.kind === 'callback') return <CallbackTask room={room.told} />
  if (room.told.kind === 'inquiry') return <ExpertInquiry room={room.told} me={me} />
  return <ExpertConversation room={room} me={me} />
}
