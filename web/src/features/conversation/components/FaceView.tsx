import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import type { Received } from '@/media/tracks'
import type { Member } from '@/protocol/server'
import { CameraIcon, VoiceIcon } from '@/ui/icons'
import { PathNote } from './PathNote'
import { RemoteVideo } from './RemoteVideo'
import './speaks.css'

interface Props {
  room: string
  member: Member
  name: string
  /** What they are, where the name does not say it. */
  role?: string
  received: Received | undefined
  speaks?: boolean
  /** The line takes no moving picture of them. */
  still?: boolean
}

/** One person's face, and their name on it. */
export function FaceView(props: Props): ReactElement {
  const { room, member, name, role, received, speaks = false, still = false } = props
  const { t } = useStaffLocale()
  const absent = member.sending.face ? null : (
    <>
      <CameraIcon off />
      <span>{t('conversation.noFace')}</span>
    </>
  )
  return (
    <figure className={`view view-face ${speaks ? 'view-speaks' : ''}`} data-path={received?.path ?? 'none'}>
      <RemoteVideo
        room={room}
        purpose="face"
        label={t('conversation.face', { name })}
        track={received?.tracks.face ?? null}
        absent={absent}
      />
      <figcaption>
        {role ? `${name}, ${role.toLowerCase()}` : name}
        {speaks && (
          <span className="view-speaks-word">
            <VoiceIcon /> {t('conversation.speaks')}
          </span>
        )}
      </figcaption>
      <p role="status" className="view-still">
        {still && member.sending.face && t('conversation.faceStill')}
      </p>
      <PathNote path={received?.path ?? 'none'} connected={member.connected} />
    </figure>
  )
}
