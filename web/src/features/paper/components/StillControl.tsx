import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { IconClose } from 'suomifi-icons'
import { useStaffLocale } from '@/locales/staff'
import { mayAsk, progress, type Asking, type DeskState } from '@/media/desk'
import type { DeskLine } from '@/media/deskLine'
import { StillIcon } from '@/ui/icons'

interface Props {
  line: DeskLine
  desk: DeskState
  /** Whether it is the first thing to do here. */
  main: boolean
}

/** Ask for a sharp picture of the paper, see how it comes, let it be. */
export function StillControl({ line, desk, main }: Props): ReactElement {
  const { t } = useStaffLocale()
  const { asking, failure, open } = desk
  return (
    <div className="paper-still">
      {/* One button in both states: the focus stays where it is. */}
      <Button
        variant={asking || !main ? 'secondary' : 'default'}
        icon={asking ? <IconClose /> : <StillIcon />}
        aria-disabled={!asking && !mayAsk(desk)}
        onClick={() => (asking ? line.cancelStill() : line.takeStill())}
      >
        {asking ? t('still.cancel') : t('still.take')}
      </Button>
      {asking && <Progress asking={asking} />}
      <p role="status" className="paper-still-words">
        {words()}
      </p>
    </div>
  )

  function words(): string {
    if (asking) return open ? t(`still.stage.${stageOf(asking)}`) : t('still.lost')
    return failure ? t(`still.failed.${failure}`) : ''
  }
}

function Progress({ asking }: { asking: Asking }): ReactElement {
  const { t } = useStaffLocale()
  const share = progress(asking)
  const percent = share === null ? null : Math.floor(share * 100)
  return (
    <>
      <div
        className="paper-progress"
        role="progressbar"
        aria-label={t('still.progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(percent !== null && { 'aria-valuenow': percent })}
      >
        <div style={{ width: `${percent ?? 0}%` }} />
      </div>
      {percent !== null && <span className="paper-percent">{percent}&nbsp;%</span>}
    </>
  )
}

const stageOf = ({ stage, whole, part }: Asking): 'waiting' | 'taking' | 'page' | 'camera' => {
  if (stage === 'waiting') return 'waiting'
  if (stage !== 'sending') return 'taking'
  return part?.shows === 'camera' || whole.length > 0 ? 'camera' : 'page'
}
