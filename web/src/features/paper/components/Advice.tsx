import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import type { DeskState } from '@/media/desk'
import type { Advice as Told } from '@/protocol/desk-to-person'
import { useSteady } from '../hooks/useSteady'

interface Props {
  desk: DeskState
  /** Whether the living picture is what one looks at. */
  shown: boolean
  /** Who cannot ask the resident for anything is told only what is going on. */
  maySteer: boolean
  /** On each side of the picture, CSS pixels. */
  beside: number
}

/** Words in a narrower column are hard to read, CSS pixels. */
const COLUMN = 170
const EDGE = 20

type Word = Exclude<Told, 'fine'> | 'narrow'

/** What would make small print readable, in words to say to the resident; nothing when it is. */
export function Advice({ desk, shown, maySteer, beside }: Props): ReactElement {
  const { t } = useStaffLocale()
  const word = useSteady(shown ? wordFor(desk, maySteer) : null, null)
  return (
    <p
      role="status"
      className="paper-advice"
      style={{ maxWidth: beside >= COLUMN ? beside - EDGE : `calc(100% - ${EDGE}px)` }}
    >
      {word && t(`paper.advice.${word}`)}
    </p>
  )
}

function wordFor({ view, stages }: DeskState, maySteer: boolean): Word | null {
  if (stages.document === 'still') return 'narrow'
  const advice = view?.advice ?? 'fine'
  if (!maySteer || advice === 'fine') return null
  // Who has chosen the camera's picture looks for no page.
  return advice === 'no_page' && !view?.flat ? null : advice
}
