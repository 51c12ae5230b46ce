import { useEffect, useRef } from 'react'
import type { ReactElement, ReactNode } from 'react'
import type { Purpose } from '@/protocol/server'
import { useFirstFrame } from '../hooks/useFirstFrame'

interface Props {
  room: string
  purpose: Purpose
  label: string
  track: MediaStreamTrack | null
  /** Shown in place of the picture: why there is none. */
  absent: ReactNode
}

/** A picture from somebody else; sound goes its own way. */
export function RemoteVideo({ room, purpose, label, track, absent }: Props): ReactElement {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const element = video.current
    if (element) element.srcObject = track ? new MediaStream([track]) : null
  }, [track])
  useFirstFrame(video, track, purpose, room)
  return (
    <div className="picture">
      <video
        ref={video}
        autoPlay
        playsInline
        muted
        aria-label={label}
        data-testid={`video-${purpose}`}
        className={absent ? 'picture-behind' : ''}
      />
      {absent && <div className="picture-absent">{absent}</div>}
    </div>
  )
}
