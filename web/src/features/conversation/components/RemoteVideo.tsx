import { useEffect, useRef } from 'react'
import type { CSSProperties, ReactElement, ReactNode } from 'react'
import type { Purpose } from '@/protocol/server'
import { useFirstFrame } from '../hooks/useFirstFrame'

interface Props {
  room: string
  purpose: Purpose
  label: string
  track: MediaStreamTrack | null
  /** Shown in place of the picture: why there is none. */
  absent: ReactNode
  /** How the picture lies, where that is not as large as its place. */
  style?: CSSProperties
  /** Told the size of the decoded frames, in pixels, whenever it is another one. */
  onSize?: (width: number, height: number) => void
}

/** A picture from somebody else; sound goes its own way. */
export function RemoteVideo(props: Props): ReactElement {
  const { room, purpose, label, track, absent, style, onSize } = props
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const element = video.current
    if (element) element.srcObject = track ? new MediaStream([track]) : null
  }, [track])
  useFirstFrame(video, track, purpose, room)
  const measure = (): void => {
    const element = video.current
    if (element && element.videoWidth > 0) onSize?.(element.videoWidth, element.videoHeight)
  }
  return (
    <div className="picture">
      <video
        ref={video}
        style={style}
        onLoadedMetadata={measure}
        onResize={measure}
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
