import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'
import { useStaffLocale } from '@/locales/staff'
import type { RoomTold } from '@/protocol/server'
import { InquiryPanel } from '../later'

/** A clerk's question, as the one who answers sees it. */
export function ExpertInquiry({ room, me }: { room: RoomTold; me: string }): ReactElement {
  const { t } = useStaffLocale()
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  const leave = (): void => {
    void run(() => client.request({ type: 'room.leave', room: room.room }))
  }
  return (
    <InquiryPanel
      room={room}
      me={me}
      besideResident={false}
      waiting={null}
      actions={
        <>
          <Button variant="secondary" onClick={leave} disabled={busy}>
            {t('inquiry.end')}
          </Button>
          <FailureNote failure={failure} />
        </>
      }
    />
  )
}
