import type { ReactElement } from 'react'
import { AlarmButton } from '@/features/alarm/components/AlarmButton'
import { AvailabilityBar } from '@/features/availability/components/AvailabilityBar'
import { CallbackRing } from '@/features/callbacks/components/CallbackRing'
import { CallbackTask } from '@/features/callbacks/components/CallbackTask'
import { ConnectionBanner } from '@/features/connection/components/ConnectionBanner'
import { useRefused } from '@/features/connection/hooks/useRefused'
import { RingCard } from '@/features/ring/components/RingCard'
import { useWorkspaceState } from '@/features/workspace/context'
import { Account } from '@/features/workspace/components/Account'
import { useExpertLocale } from '@/locales/expert'
import { currentRing, currentRoom } from '@/state/select'
import { AppShell } from '@/ui/AppShell'
import { useFocusOnChange } from '@/ui/useFocusOnChange'
import { ExpertConversation } from './ExpertConversation'
import { ReadyView } from './ReadyView'

/** A ring comes before all; then the conversation; else waiting for one. */
export function ExpertPage(): ReactElement {
  const { t } = useExpertLocale()
  const state = useWorkspaceState()
  const refused = useRefused()
  const ring = currentRing(state)
  const room = currentRoom(state)
  // Danger shows at the end of a conversation, too.
  const terminal = (room?.told ?? state.endedRoom)?.terminal ?? null
  useFocusOnChange(ring ? 'ring' : room ? 'room' : 'ready')
  return (
    <AppShell
      title={t('expert.title')}
      account={
        <>
          {terminal !== null && <AlarmButton terminal={terminal} />}
          <Account />
        </>
      }
      bar={<AvailabilityBar />}
    >
      <ConnectionBanner />
      {ring && ring.told.kind === 'callback' && (
        <CallbackRing key={ring.told.reservation} ring={ring} />
      )}
      {ring && ring.told.kind !== 'callback' && <RingCard key={ring.told.reservation} ring={ring} />}
      {room && room.told.kind === 'callback' && <CallbackTask key={room.told.room} room={room.told} />}
      {room && room.told.kind !== 'callback' && <ExpertConversation key={room.told.room} room={room} me={state.participant ?? ''} />}
      {!ring && !room && !refused && <ReadyView />}
    </AppShell>
  )
}
