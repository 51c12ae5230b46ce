import type { ReactElement } from 'react'
import { DocumentAway } from '@/features/layout/components/DocumentAway'
import { InOwnWindow } from '@/features/layout/components/InOwnWindow'
import type { OwnWindow } from '@/features/layout/hooks/useOwnWindow'
import { useLight } from '@/features/light/hooks/useLight'
import { Paper } from '@/features/paper/components/Paper'
import { nameIn } from '@/i18n/languages'
import { useStaffLocale } from '@/locales/staff'
import type { ReceivedByPeer } from '@/media/tracks'
import type { Member, RoomTold } from '@/protocol/server'

interface Props {
  room: RoomTold
  /** The terminal, while its paper may be seen. */
  shown: Member | null
  received: ReceivedByPeer
  maySteer: boolean
  own: OwnWindow
  /** The resident waits meanwhile. */
  isConsulting: boolean
}

/** The paper in its place on the page, or in a window of its own. */
export function StageDocument(props: Props): ReactElement {
  const { room, shown, received, maySteer, own, isConsulting } = props
  const { t, language } = useStaffLocale()
  const light = useLight(room.room)
  const content = (
    <>
      {shown && (
        <Paper
          key={room.room}
          room={room.room}
          member={shown}
          received={received[shown.participant]}
          maySteer={maySteer}
          maySave={maySteer && room.may_save_stills}
          light={light}
        />
      )}
      {isConsulting && <p className="stage-waiting">{t('consultation.residentWaits')}</p>}
    </>
  )
  const { opened } = own
  if (!opened) return <div className="stage-document">{content}</div>
  const place = nameIn(room.place_name, language)
  return (
    <div className="stage-document">
      <DocumentAway onShow={() => opened.focus()} onBack={own.close} />
      <InOwnWindow opened={opened} title={t('layout.windowTitle', { place })}>
        {content}
      </InOwnWindow>
    </div>
  )
}
