import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useWorkspaceState } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'
import type { RoomTold, TerminalState } from '@/protocol/server'
import { inquiryRequest, inquiryRoom } from '@/state/select'
import { useInquiry } from '../hooks/useInquiry'
import { AfterInquiry } from './AfterInquiry'
import { InquiryPanel } from '../later'
import { InquiryUnserved } from './InquiryUnserved'
import { InquiryWaiting } from './InquiryWaiting'

/** The clerk's own question: while it rings, while it is answered, and afterwards. */
export function ClerkInquiry({ terminal }: { terminal: TerminalState | null }): ReactElement {
  const { t } = useClerkLocale()
  const state = useWorkspaceState()
  const inquiry = useInquiry()
  const me = state.participant ?? ''
  const room = inquiryRoom(state)?.told ?? null
  const request = inquiryRequest(state)
  const other = room?.members.find((member) => member.participant !== me)
  return (
    <>
      <FailureNote failure={inquiry.failure} />
      <InquiryUnserved />
      {room && (
        <InquiryPanel
          key={room.room}
          room={room}
          me={me}
          besideResident={terminal?.in_charge?.seat === 'at_desk'}
          waiting={request && <InquiryWaiting request={request} />}
          actions={
            other && (
              <>
                {terminal?.online && <BringIn room={room} person={other.id} terminal={terminal} />}
                <Button
                  variant="secondary"
                  onClick={() => inquiry.leave(room.room)}
                  disabled={inquiry.busy}
                >
                  {t('inquiry.end')}
                </Button>
              </>
            )
          }
        />
      )}
      {!room && <AfterInquiry terminal={terminal} />}
    </>
  )
}

interface BringInProps {
  room: RoomTold
  person: string
  terminal: TerminalState
}

function BringIn({ room, person, terminal }: BringInProps): ReactElement {
  const { t } = useClerkLocale()
  const { bringIn, busy } = useInquiry()
  return (
    <Button
      variant="secondary"
      onClick={() => bringIn(room, person, terminal.terminal, true)}
      disabled={busy}
    >
      {t('inquiry.bringIn')}
    </Button>
  )
}
