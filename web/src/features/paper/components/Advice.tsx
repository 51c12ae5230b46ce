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
}

type Word = Exclude<Told, 'fine'> | 'narrow'

/** What would make small print readable, in words to say to the resident; nothing when it is. */
export function Advice({ desk, shown, maySteer }: Props): ReactElement {
  const { t } = useStaffLocale()
  const word = useSteady(shown ? wordFor(desk, maySteer) : null)
  return (
    <p role="status" className="paper-advice">
      {shown && word && t(`paper.advice.${word}`)}
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
