import { useRef } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { IconFullscreen } from 'suomifi-icons'
import { useStaffLocale } from '@/locales/staff'
import type { Received } from '@/media/tracks'
import type { Member } from '@/protocol/server'
import { useFullscreen } from '../hooks/useFullscreen'
import { RemoteVideo } from './RemoteVideo'

interface Props {
  room: string
  member: Member
  received: Received | undefined
}

/** The paper on the table, as large as the page allows, or the whole screen. */
export function DocumentView({ room, member, received }: Props): ReactElement {
  const { t } = useStaffLocale()
  const frame = useRef<HTMLElement>(null)
  const fullscreen = useFullscreen(frame)
  return (
    <figure className="view view-document" ref={frame} data-path={received?.path ?? 'none'}>
      <RemoteVideo
        room={room}
        purpose="document"
        label={t('conversation.document')}
        track={received?.tracks.document ?? null}
        absent={member.sending.document ? null : <span>{t('conversation.noDocument')}</span>}
      />
      <figcaption>{t('conversation.document')}</figcaption>
      {fullscreen.possible && (
        <div className="view-tools">
          <Button variant="secondary" icon={<IconFullscreen />} onClick={fullscreen.toggle}>
            {fullscreen.on ? t('conversation.exitFullscreen') : t('conversation.fullscreen')}
          </Button>
        </div>
      )}
    </figure>
  )
}
