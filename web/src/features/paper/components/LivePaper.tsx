import { useState } from 'react'
import type { CSSProperties, ReactElement, ReactNode } from 'react'
import { RemoteVideo } from '@/features/conversation/components/RemoteVideo'
import { useStaffLocale } from '@/locales/staff'
import type { DeskState } from '@/media/desk'
import type { Region } from '@/protocol/desk-to-person'
import { useDrawing } from '../hooks/useDrawing'
import { useSettling } from '../hooks/useSettling'
import { place, WHOLE, type Placed, type Size } from '../view'

interface Props {
  room: string
  track: MediaStreamTrack | null
  sending: boolean
  desk: DeskState
  /** In which the picture stands as large as it can. */
  area: Size
  /** Null: this person only looks. */
  onDraw: ((drawn: Region) => void) | null
  /** Over the picture, in a window of that size. */
  over: (window: Size) => ReactNode
}

const FRAME: Size = { width: 1920, height: 1080 }

/** The living picture of the paper: cut to what is the picture, turned, without bars. */
export function LivePaper(props: Props): ReactElement {
  const { room, track, sending, desk, area, onDraw, over } = props
  const { view } = desk
  const { t } = useStaffLocale()
  const [frame, setFrame] = useState(FRAME)
  const placed = place(frame, view?.box ?? WHOLE, view?.display ?? 0, area)
  // Not by the box: that follows each small move of the paper.
  const settling = useSettling(JSON.stringify([view?.display, view?.shows, view?.region]))
  const { drawn, handlers } = useDrawing(placed.window, onDraw)
  return (
    <div className="paper-area">
      <div
        className={`paper-window${settling ? ' is-settling' : ''}${onDraw ? ' is-drawable' : ''}`}
        data-testid="paper-window"
        style={{ width: placed.window.width, height: placed.window.height }}
        {...(sending && handlers)}
      >
        <RemoteVideo
          room={room}
          purpose="document"
          label={t('conversation.document')}
          track={track}
          absent={sending ? null : <span>{t('conversation.noDocument')}</span>}
          style={lying(placed)}
          onSize={(width, height) => setFrame({ width, height })}
        />
        {sending && over(placed.window)}
        {drawn && <div className="paper-drawn" style={inWindow(drawn, placed.window)} />}
      </div>
    </div>
  )
}

const lying = ({ frame, origin, turn }: Placed): CSSProperties => ({
  width: frame.width,
  height: frame.height,
  left: frame.left,
  top: frame.top,
  transformOrigin: `${origin.x}% ${origin.y}%`,
  transform: `rotate(${turn}deg)`,
})

const inWindow = (drawn: Region, window: Size): CSSProperties => ({
  left: drawn.x * window.width,
  top: drawn.y * window.height,
  width: drawn.width * window.width,
  height: drawn.height * window.height,
})
