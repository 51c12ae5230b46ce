import { useRef } from 'react'
import type { CSSProperties, ReactElement, ReactNode } from 'react'
import { ConsultationNote } from '@/features/consultation/components/ConsultationNote'
import { useOwnSpeech } from '@/features/devices/hooks/useOwnSpeech'
import { LayoutChoice } from '@/features/layout/components/LayoutChoice'
import { useArrangement } from '@/features/layout/hooks/useArrangement'
import { useOwnWindow } from '@/features/layout/hooks/useOwnWindow'
import { useSize } from '@/features/paper/hooks/useSize'
import { PhrasePanel } from '@/features/phrases/components/PhrasePanel'
import { RttPanel } from '@/features/rtt/components/RttPanel'
import { useRtt } from '@/features/rtt/hooks/useRtt'
import { ShareButtons } from '@/features/sharing/components/ShareButtons'
import { SharedScreen } from '@/features/sharing/components/SharedScreen'
import { SharePanel } from '@/features/sharing/components/SharePanel'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { isConsulting, linksOf } from '@/media/plan'
import type { RoomTold } from '@/protocol/server'
import { terminalOf } from '@/state/select'
import { usePanel } from '../hooks/usePanel'
import { RemoteAudio } from './RemoteAudio'
import { StageControls } from './StageControls'
import { StageDocument } from './StageDocument'
import { StageSide } from './StageSide'
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
  const { media, local, me: person } = useWorkspace()
  const received = useStore(media.received)
  const { voice } = useStore(local.state)
  const ownSpeech = useOwnSpeech(voice.track)
  const speakers = useStore(media.speakers)
  const speaking = ownSpeech && voice.wanted ? [...speakers, me] : speakers
  const rtt = useRtt(me)
  const [arrangement, arrange] = useArrangement(person.identity.id)
  const own = useOwnWindow(room.room)
  const phrasesButton = useRef<HTMLButtonElement>(null)
  const phrases = usePanel(phrasesButton)
  const people = useRef<HTMLHeadingElement>(null)
  const controls = useRef<HTMLDivElement>(null)
  const { height } = useSize(controls)
  const terminal = terminalOf(room)
  const shown = isConsulting(room) ? null : terminal
  const peers = linksOf(room, me).map(({ peer }) => peer)
  const role = room.members.find(({ participant }) => participant === me)?.role
  const maySteer = role === 'expert' || role === 'clerk'
  const mayPhrase = maySteer && rtt.text !== null && terminal !== null
  const layout = own.opened ? 'window' : arrangement
  const panels = rtt.text && (
    <>
      {rtt.isOpen && (
        <RttPanel key={room.room} text={rtt.text} room={room} me={me} onClose={rtt.close} />
      )}
      {mayPhrase && phrases.isOpen && (
        <PhrasePanel key={`${room.room} phrases`} text={rtt.text} room={room} onClose={phrases.close} />
      )}
    </>
  )
  const toPeople = (): void => {
    people.current?.scrollIntoView({ block: 'center' })
    people.current?.focus({ preventScroll: true })
  }
  return (
    <section
      className="stage"
      aria-label={t('conversation.heading')}
      data-layout={layout}
      style={{ '--controls': `${height}px` } as CSSProperties}
    >
      <div className="stage-heading">
        {heading}
        <ConsultationNote room={room} />
        <LayoutChoice
          layout={layout}
          refused={own.refused}
          onArrange={(next) => {
            own.close()
            arrange(next)
          }}
          onWindow={own.open}
        />
      </div>
      <StageDocument
        room={room}
        shown={shown}
        received={received}
        maySteer={maySteer}
        own={own}
        isConsulting={terminal !== null && shown === null}
      />
      <StageSide
        room={room}
        me={me}
        shown={shown}
        received={received}
        speaking={speaking}
        panels={
          <>
            <SharePanel room={room} me={me} />
            <SharedScreen room={room} me={me} received={received} />
            {panels}
          </>
        }
        aside={aside}
        peopleAt={people}
      />
      <StageControls
        text={rtt.text && rtt}
        phrases={mayPhrase ? phrases : null}
        phrasesAt={phrasesButton}
        people={room.members.length}
        onPeople={toPeople}
        mutedSpeaks={ownSpeech && !voice.wanted}
        actions={
          <>
            <ShareButtons room={room} me={me} />
            {actions}
          </>
        }
        at={controls}
      />
      {peers.map((peer) => {
        const track = received[peer]?.tracks.voice
        return track ? <RemoteAudio key={peer} track={track} /> : null
      })}
    </section>
  )
}
