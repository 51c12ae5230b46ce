import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import { PageIcon, TiltedPageIcon, TurnIcon, ZoomIcon } from '@/ui/icons'
import type { Controls } from '../controls'
import { ZOOM } from '../view'
import { WhereMap } from './WhereMap'

/** What can be done with the picture of the paper, the same for the living one and for stills. */
export function PaperTools({ controls }: { controls: Controls }): ReactElement {
  const { t } = useStaffLocale()
  const { flat, toggleFlat, seen, closest } = controls
  return (
    <div className="paper-tools" role="group" aria-label={t('paper.tools')}>
      <Button
        variant="secondary"
        icon={<ZoomIcon />}
        aria-keyshortcuts="+"
        aria-disabled={closest}
        onClick={() => controls.zoom(ZOOM)}
      >
        {t('paper.closer')}
      </Button>
      <Button
        variant="secondary"
        icon={<ZoomIcon out />}
        aria-keyshortcuts="-"
        aria-disabled={seen === null}
        onClick={() => controls.zoom(1 / ZOOM)}
      >
        {t('paper.farther')}
      </Button>
      <Button
        variant="secondary"
        icon={<PageIcon />}
        aria-keyshortcuts="0"
        aria-disabled={seen === null}
        onClick={controls.whole}
      >
        {t('paper.whole')}
      </Button>
      <Button variant="secondary" icon={<TurnIcon />} onClick={controls.turn}>
        {t('paper.turn')}
      </Button>
      {toggleFlat && (
        <Button
          className="paper-flat"
          variant="secondary"
          icon={flat ? <TiltedPageIcon /> : <PageIcon />}
          onClick={toggleFlat}
        >
          {flat ? t('paper.showCamera') : t('paper.showFlat')}
        </Button>
      )}
      <WhereMap controls={controls} />
    </div>
  )
}
