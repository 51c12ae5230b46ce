import type { ReactElement } from 'react'
import { ConsultationButtons } from '@/features/consultation/components/ConsultationButtons'
import { ConsultationNote } from '@/features/consultation/components/ConsultationNote'
import { HeadsetLine } from '@/features/consultation/components/HeadsetLine'
import { People } from '@/features/conversation/components/People'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import type { RoomTold } from '@/protocol/server'
import { EndVisit } from './EndVisit'

/** The visit as the clerk beside the resident follows it: who is here, and the end. */
export function VisitPanel({ room, me }: { room: RoomTold; me: string }): ReactElement {
  const { media } = useWorkspace()
  const received = useStore(media.received)
  const speaking = useStore(media.speakers)
  return (
    <div className="card stack">
      <ConsultationNote room={room} />
      <HeadsetLine room={room} />
      <People room={room} me={me} received={received} speaking={speaking} />
      <div className="row">
        <ConsultationButtons room={room} me={me} mayHandOver />
        <EndVisit room={room.room} />
      </div>
    </div>
  )
}
