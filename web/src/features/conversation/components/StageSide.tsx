import type { ReactElement, ReactNode, RefObject } from 'react'
import { DeviceNotes } from '@/features/devices/components/DeviceNotes'
import { SelfView } from '@/features/devices/components/SelfView'
import { useDesk } from '@/features/paper/hooks/useDesk'
import { useStaffLocale } from '@/locales/staff'
import { linksOf } from '@/media/plan'
import type { ReceivedByPeer } from '@/media/tracks'
import type { Member, RoomTold } from '@/protocol/server'
import { FaceView } from './FaceView'
import { People } from './People'
import { SoundNote } from './SoundNote'

interface Props {
  room: RoomTold
  me: string
  /** The terminal, while the resident may be seen. */
  shown: Member | null
  received: ReceivedByPeer
  speaking: readonly string[]
  /** Under the large faces: what is open just now. */
  panels: ReactNode
  /** Under who is here. */
  aside: ReactNode
  peopleAt: RefObject<HTMLHeadingElement | null>
}

/** The faces, and under them the own picture, notes and who is here. */
export function StageSide(props: Props): ReactElement {
  const { room, me, shown, received, speaking, panels, aside, peopleAt } = props
  const { t } = useStaffLocale()
  const { desk } = useDesk()
  const peers = linksOf(room, me).map(({ peer }) => peer)
  const others = room.members.filter(
    ({ participant, role }) => peers.includes(participant) && role !== 'terminal',
  )
  const interpreters = others.filter(({ role }) => role === 'interpreter')
  const view = (member: Member): ReactElement => (
    <FaceView
      key={member.participant}
      room={room.room}
      member={member}
      name={member.name}
      role={t(`role.${member.role}`)}
      received={received[member.participant]}
      speaks={speaking.includes(member.participant)}
    />
  )
  return (
    <div className="stage-side">
      <div className="stage-faces">
        {shown && (
          <FaceView
            room={room.room}
            member={shown}
            name={t('people.resident')}
            received={received[shown.participant]}
            still={desk.stages.face === 'still'}
            speaks={speaking.includes(shown.participant)}
          />
        )}
        {/* As large as whoever speaks: hands that sign have to be seen. */}
        {interpreters.map(view)}
      </div>
      <div className="stage-rest">
        {panels}
        <div className="stage-small">
          {others.filter((member) => !interpreters.includes(member)).map(view)}
          <SelfView />
        </div>
        <DeviceNotes />
        <SoundNote trouble={shown ? desk.trouble : null} />
        <People room={room} me={me} received={received} speaking={speaking} at={peopleAt} />
        {aside}
      </div>
    </div>
  )
}
