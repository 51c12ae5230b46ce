import type { ReactElement, RefObject } from 'react'
import { Heading } from 'suomifi-ui-components'
import { nameIn } from '@/i18n/languages'
import { useStaffLocale } from '@/locales/staff'
import type { ReceivedByPeer } from '@/media/tracks'
import type { Member, RoomTold } from '@/protocol/server'
import { CameraIcon, MicrophoneIcon } from '@/ui/icons'
import { MaySense } from './MaySense'
import { SpeaksSign } from './SpeaksSign'
import './people.css'

interface Props {
  room: RoomTold
  me: string
  received: ReceivedByPeer
  /** Participants who speak now. */
  speaking: readonly string[]
  /** Of the heading: the way here from elsewhere in the page. */
  at?: RefObject<HTMLHeadingElement | null>
}

/** Everybody in the room, what they may hear and see, and whether they are reached. */
export function People({ room, me, received, speaking, at }: Props): ReactElement {
  const { t, language } = useStaffLocale()
  return (
    <section className="room-people" aria-labelledby="room-people">
      <Heading variant="h4" as="h3" id="room-people" tabIndex={-1} ref={at}>
        {t('people.heading')}
      </Heading>
      <ul className="plain">
        {room.members.map((member) => (
          <li key={member.participant}>
            <span className="room-people-who">
              <strong>
                {member.role === 'terminal' ? t('people.resident') : member.name}
                {member.participant === me && ` (${t('people.you')})`}
              </strong>
              <span className="quiet">
                {member.role === 'terminal'
                  ? nameIn(room.place_name, language)
                  : roleText(member, t)}
              </span>
              <MaySense room={room} member={member} me={me} />
            </span>
            <span className="room-people-state">
              <SpeaksSign speaks={speaking.includes(member.participant)} />
              <MemberState member={member} path={received[member.participant]?.path} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function roleText(member: Member, t: ReturnType<typeof useStaffLocale>['t']): string {
  return member.seat === 'at_desk' ? t('people.atDesk') : t(`role.${member.role}`)
}

function MemberState({ member, path }: { member: Member; path: string | undefined }): ReactElement {
  const { t } = useStaffLocale()
  const reached = member.connected && (path === undefined || path === 'connected')
  return (
    <>
      {member.seat !== 'at_desk' && !member.sending.voice && (
        <span role="img" aria-label={t('people.muted')} title={t('people.muted')}>
          <MicrophoneIcon off />
        </span>
      )}
      {member.seat !== 'at_desk' && !member.sending.face && (
        <span role="img" aria-label={t('people.cameraOff')} title={t('people.cameraOff')}>
          <CameraIcon off />
        </span>
      )}
      <span className={reached ? 'reached' : 'unreached'}>
        {reached ? t('people.connected') : t('people.connecting')}
      </span>
    </>
  )
}
