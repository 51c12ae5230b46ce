import type { ReactElement, ReactNode } from 'react'
import { Button } from 'suomifi-ui-components'
import { ConsultationNote } from '@/features/consultation/components/ConsultationNote'
import { DeviceNotes } from '@/features/devices/components/DeviceNotes'
import { MutedNote } from '@/features/devices/components/MutedNote'
import { SelfView } from '@/features/devices/components/SelfView'
import { useOwnSpeech } from '@/features/devices/hooks/useOwnSpeech'
import { Paper } from '@/features/paper/components/Paper'
import { useDesk } from '@/features/paper/hooks/useDesk'
import { RttPanel } from '@/features/rtt/components/RttPanel'
import { useRtt } from '@/features/rtt/hooks/useRtt'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { isConsulting, linksOf } from '@/media/plan'
import type { Member, RoomTold } from '@/protocol/server'
import { terminalOf } from '@/state/select'
import { TextIcon } from '@/ui/icons'
import { FaceView } from './FaceView'
import { OwnControls } from './OwnControls'
import { People } from './People'
import { RemoteAudio } from './RemoteAudio'
import { SoundNote } from './SoundNote'
import './stage.css'

interface Props {
  room: RoomTold
  me: string
  /** Above the pictures: what this conversation is about. */
  heading: ReactNode
  /** After mute and camera. */
  actions: ReactNode
  /** Beside the pictures, under who is here. */
  aside?: ReactNode
}

/** A conversation with media: the paper, the faces, the own picture, who is here. */
export function Stage({ room, me, heading, actions, aside }: Props): ReactElement {
  const { t } = useStaffLocale()
  const { media, local } = useWorkspace()
  const received = useStore(media.received)
  const { voice } = useStore(local.state)
  const ownSpeech = useOwnSpeech(voice.track)
  const speakers = useStore(media.speakers)
  const speaking = ownSpeech && voice.wanted ? [...speakers, me] : speakers
  const { desk } = useDesk()
  const rtt = useRtt(me)
  const terminal = terminalOf(room)
  const shown = isConsulting(room) ? null : terminal
  const peers = linksOf(room, me).map(({ peer }) => peer)
  const others = room.members.filter(
    (member) => peers.includes(member.participant) && member.role !== 'terminal',
  )
  const own = room.members.find(({ participant }) => participant === me)
  const maySteer = own?.role === 'expert' || own?.role === 'clerk'
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
    <section className="stage" aria-label={t('conversation.heading')}>
      <div className="stage-heading">
        {heading}
        <ConsultationNote room={room} />
      </div>
      <div className="stage-document">
        {shown && (
          <Paper
            key={room.room}
            room={room.room}
            member={shown}
            received={received[shown.participant]}
            maySteer={maySteer}
            maySave={maySteer && room.may_save_stills}
          />
        )}
        {terminal && !shown && <p className="stage-waiting">{t('consultation.residentWaits')}</p>}
      </div>
      <div className="stage-side">
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
        {rtt.isOpen && rtt.text && (
          <RttPanel key={room.room} text={rtt.text} room={room} me={me} onClose={rtt.close} />
        )}
        <div className="stage-small">
          {others.filter((member) => !interpreters.includes(member)).map(view)}
          <SelfView />
        </div>
        <DeviceNotes />
        <SoundNote trouble={shown ? desk.trouble : null} />
        <People room={room} me={me} received={received} speaking={speaking} />
        {aside}
      </div>
      <div className="stage-controls" role="toolbar" aria-label={t('controls.heading')}>
        <OwnControls />
        <MutedNote shown={ownSpeech && !voice.wanted} />
        {rtt.text && !rtt.isOpen && (
          <Button variant="secondary" icon={<TextIcon />} onClick={rtt.open}>
            {t('rtt.open')}
          </Button>
        )}
        {actions}
      </div>
      {peers.map((peer) => {
        const voice = received[peer]?.tracks.voice
        return voice ? <RemoteAudio key={peer} track={voice} /> : null
      })}
    </section>
  )
}
