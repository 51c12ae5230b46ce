import { useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { IconArrowLeft, IconFullscreen } from 'suomifi-icons'
import { useFullscreen } from '@/features/conversation/hooks/useFullscreen'
import { LightTools } from '@/features/light/components/LightTools'
import type { LightControl } from '@/features/light/hooks/useLight'
import { useLightKeys } from '@/features/light/hooks/useLightKeys'
import { lightStyle } from '@/features/light/light'
import { useStaffLocale } from '@/locales/staff'
import type { Received } from '@/media/tracks'
import type { Member } from '@/protocol/server'
import { useDesk } from '../hooks/useDesk'
import { useKeptFocus } from '../hooks/useKeptFocus'
import { useKeys } from '../hooks/useKeys'
import { useLiveControls } from '../hooks/useLiveControls'
import { useMarker, useMarks, type Tool } from '../hooks/useMarks'
import { useSize } from '../hooks/useSize'
import { useStillControls } from '../hooks/useStillControls'
import { useStillName } from '../hooks/useStillName'
import { useViewed } from '../hooks/useViewed'
import { liveSurface, markable, stillSurface } from '../spots'
import type { Size } from '../view'
import { Advice } from './Advice'
import { LivePaper } from './LivePaper'
import { MarkLayer } from './MarkLayer'
import { MarkTools } from './MarkTools'
import { OthersChange } from './OthersChange'
import { PaperTools } from './PaperTools'
import { RemoveStill } from './RemoveStill'
import { SaveStill } from './SaveStill'
import { StillControl } from './StillControl'
import { StillList } from './StillList'
import { StillPicture } from './StillPicture'
import './paper.css'

interface Props {
  room: string
  /** The terminal. */
  member: Member
  received: Received | undefined
  /** An interpreter sees what is shown, and leaves it as it is. */
  maySteer: boolean
  /** Whether the service lets stills be saved to disk. */
  maySave: boolean
  /** How this person looks at it. */
  light: LightControl
}

/** The paper on the table, as large as the page allows, or the whole screen; and stills of it. */
export function Paper({ room, member, received, maySteer, maySave, light }: Props): ReactElement {
  const { t } = useStaffLocale()
  const figure = useRef<HTMLElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const caption = useRef<HTMLElement>(null)
  const fullscreen = useFullscreen(figure)
  const area = useSize(stage)
  const { line, desk } = useDesk()
  const name = useStillName()
  const viewing = useViewed(desk.stills)
  const live = useLiveControls(maySteer && desk.open && desk.allowed ? line : null, desk, area)
  const still = useStillControls(viewing.picture, area, viewing.other)
  const controls = still ?? live
  useKeys(figure, controls)
  useLightKeys(figure, light)
  useKeptFocus(figure, caption)
  const sending = member.sending.document
  const marker = useMarker(live ? line : null)
  const [tool, setTool] = useState<Tool>(null)
  const isMarkable = viewing.still ? markable(viewing.still, viewing.picture, desk.view) : 'yes'
  const surface =
    viewing.picture && still
      ? stillSurface(viewing.picture.part, still.lie, still.fit, still.window)
      : desk.view && liveSurface(desk.view)
  const marks = useMarks(line, isMarkable === 'yes' ? surface : null)
  const over = (window: Size): ReactElement | null =>
    surface && isMarkable === 'yes' ? (
      <MarkLayer
        surface={surface}
        window={window}
        marks={marks}
        tool={tool}
        marker={marker}
        onLeave={() => setTool(null)}
      />
    ) : null
  return (
    <figure
      className="paper"
      ref={figure}
      data-path={received?.path ?? 'none'}
      style={lightStyle(light.light)}
    >
      <div className="paper-stage" ref={stage}>
        <div className="paper-live" inert={still !== null}>
          <LivePaper
            room={room}
            track={received?.tracks.document ?? null}
            sending={sending}
            desk={desk}
            area={area}
            onDraw={live && sending && !tool ? live.draw : null}
            over={(window) => (still ? null : over(window))}
          />
        </div>
        {viewing.still && viewing.picture && still && (
          <StillPicture
            picture={viewing.picture}
            label={name(viewing.still)}
            view={still}
            maySave={maySave}
            over={over(area)}
          />
        )}
      </div>
      <div className="paper-side">
        <figcaption className="paper-caption" tabIndex={-1} ref={caption}>
          {viewing.still ? name(viewing.still) : t('conversation.document')}
        </figcaption>
        {still && (
          <Button
            className="paper-back"
            icon={<IconArrowLeft />}
            onClick={() => viewing.view(null)}
          >
            {t('still.back')}
          </Button>
        )}
        {line && maySteer && <StillControl line={line} desk={desk} main={still === null} />}
        {maySteer && (
          <StillList
            stills={desk.stills}
            viewed={viewing.still?.id ?? null}
            onView={viewing.view}
          />
        )}
        {controls && (still !== null || sending) && <PaperTools controls={controls} />}
        {marker && sending && isMarkable === 'yes' && (
          <MarkTools tool={tool} onTool={setTool} marker={marker} own={marks.own} />
        )}
        {marker && isMarkable !== 'yes' && <p className="paper-hint">{t(isMarkable)}</p>}
        {(still !== null || sending) && <LightTools {...light} />}
        {viewing.still && viewing.picture && (
          <SaveStill still={viewing.still} picture={viewing.picture} allowed={maySave} />
        )}
        {fullscreen.possible && (
          <Button variant="secondary" icon={<IconFullscreen />} onClick={fullscreen.toggle}>
            {fullscreen.on ? t('conversation.exitFullscreen') : t('conversation.fullscreen')}
          </Button>
        )}
        {line && viewing.still && (
          <RemoveStill key={viewing.still.id} still={viewing.still.id} line={line} />
        )}
        {live && !controls?.seen && sending && still === null && !tool && (
          <p className="paper-hint">{t('paper.hint')}</p>
        )}
        <Advice desk={desk} shown={sending && still === null} maySteer={maySteer} />
      </div>
      <OthersChange desk={desk} />
    </figure>
  )
}
