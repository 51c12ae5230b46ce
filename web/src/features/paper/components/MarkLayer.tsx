import { useEffect, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import { PaperMarks, type DrawnMarks } from '@/ui/PaperMarks'
import { useMarking } from '../hooks/useMarking'
import type { Tool } from '../hooks/useMarks'
import type { Marker } from '../marker'
import type { Surface } from '../spots'
import type { Point, Size } from '../view'

interface Props {
  surface: Surface
  window: Size
  marks: DrawnMarks
  tool: Tool
  /** Null: this person only looks. */
  marker: Marker | null
  onLeave: () => void
}

/** Over a picture of the paper: everybody's marks, and where this person makes their own. */
export function MarkLayer({ marks, tool, marker, ...rest }: Props): ReactElement {
  return (
    <>
      <PaperMarks {...marks} />
      {tool && marker && <Marking key={tool} tool={tool} marker={marker} {...rest} />}
    </>
  )
}

interface MarkingProps extends Omit<Props, 'marks' | 'tool' | 'marker'> {
  tool: Exclude<Tool, null>
  marker: Marker
}

function Marking({ surface, window, tool, marker, onLeave }: MarkingProps): ReactElement {
  const { t } = useStaffLocale()
  const area = useRef<HTMLDivElement>(null)
  const { at, down, handlers } = useMarking(area, surface, window, marker, tool, onLeave)
  useEffect(() => area.current?.focus({ preventScroll: true }), [])
  return (
    <>
      <div
        ref={area}
        className="paper-marking"
        role="application"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its keys are its own
        tabIndex={0}
        aria-label={t(tool === 'draw' ? 'marks.area.draw' : 'marks.area.point')}
        data-testid="marking"
        {...handlers}
      />
      <Where at={at} down={down} />
    </>
  )
}

/** So long after the last press it is said where the pointer is: not each step on the way. */
const SAID_MS = 700

function Where({ at, down }: { at: Point | null; down: boolean }): ReactElement {
  const { t } = useStaffLocale()
  const [said, setSaid] = useState('')
  const place = at && {
    x: String(Math.round(at.x * 100)),
    y: String(Math.round(at.y * 100)),
  }
  const words = place ? t(down ? 'marks.where.down' : 'marks.where', place) : ''
  useEffect(() => {
    const handle = setTimeout(() => setSaid(words), SAID_MS)
    return () => clearTimeout(handle)
  }, [words])
  return (
    <p role="status" className="visually-hidden">
      {said}
    </p>
  )
}
