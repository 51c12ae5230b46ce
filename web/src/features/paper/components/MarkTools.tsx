import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import { PenIcon, PointIcon } from '@/ui/icons'
import type { Tool } from '../hooks/useMarks'
import type { Marker } from '../marker'

interface Props {
  tool: Tool
  onTool: (tool: Tool) => void
  marker: Marker
  /** Strokes of this person's. */
  own: number
}

/** Point and draw so that the resident sees it; take back what was drawn. */
export function MarkTools({ tool, onTool, marker, own }: Props): ReactElement {
  const { t } = useStaffLocale()
  const choose = (each: Exclude<Tool, null>): void => onTool(tool === each ? null : each)
  return (
    <div className="paper-tools paper-mark-tools" role="group" aria-label={t('marks.tools')}>
      <Button
        variant={tool === 'point' ? 'default' : 'secondary'}
        icon={<PointIcon />}
        aria-pressed={tool === 'point'}
        onClick={() => choose('point')}
      >
        {t('marks.point')}
      </Button>
      <Button
        variant={tool === 'draw' ? 'default' : 'secondary'}
        icon={<PenIcon />}
        aria-pressed={tool === 'draw'}
        onClick={() => choose('draw')}
      >
        {t('marks.draw')}
      </Button>
      {own > 0 && (
        <>
          <Button variant="secondary" onClick={() => marker.undo()}>
            {t('marks.undo')}
          </Button>
          <Button variant="secondary" onClick={() => marker.clear()}>
            {t('marks.clear')}
          </Button>
        </>
      )}
      {tool && (
        <p className="paper-hint paper-mark-hint">
          {t(tool === 'draw' ? 'marks.hint.draw' : 'marks.hint.point')}
        </p>
      )}
    </div>
  )
}
