import { useRef } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { RemoteVideo } from '@/features/conversation/components/RemoteVideo'
import { useFullscreen } from '@/features/conversation/hooks/useFullscreen'
import { useStaffLocale } from '@/locales/staff'
import { whoShows } from '@/media/showing/audience'
import type { ReceivedByPeer } from '@/media/tracks'
import type { RoomTold } from '@/protocol/server'

interface Props {
  room: RoomTold
  me: string
  received: ReceivedByPeer
}

/** The screen that a colleague shows to the resident, as others in the room see it. */
export function SharedScreen({ room, me, received }: Props): ReactElement | null {
  const { t } = useStaffLocale()
  const figure = useRef<HTMLElement>(null)
  const { possible, on, toggle } = useFullscreen(figure)
  const who = whoShows(room, me)
  if (!who) return null
  const words = t('sharing.shownBy', { name: who.name })
  return (
    <figure ref={figure} className="shared-screen">
      <RemoteVideo
        room={room.room}
        purpose="screen"
        label={words}
        track={received[who.participant]?.tracks.screen ?? null}
        absent={null}
      />
      <figcaption>
        <span role="status">{words}</span>
        {possible && (
          <Button variant="secondary" onClick={toggle}>
            {t(on ? 'conversation.exitFullscreen' : 'conversation.fullscreen')}
          </Button>
        )}
      </figcaption>
    </figure>
  )
}
