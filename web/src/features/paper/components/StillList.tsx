import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import type { Still } from '@/media/desk'
import { useStillName } from '../hooks/useStillName'

interface Props {
  stills: readonly Still[]
  /** Which one is looked at. */
  viewed: string | null
  onView: (still: string | null) => void
}

/** The stills of this conversation, and the way back to the living picture. */
export function StillList({ stills, viewed, onView }: Props): ReactElement | null {
  const { t } = useStaffLocale()
  const name = useStillName()
  if (stills.length === 0) return null
  return (
    <div className="paper-stills">
      <h3 className="visually-hidden">{t('still.heading')}</h3>
      <ul className="plain">
        {[...stills].reverse().map((still) => (
          <li key={still.id}>
            <button
              type="button"
              className="paper-thumbnail"
              aria-pressed={still.id === viewed}
              aria-label={name(still)}
              title={name(still)}
              onClick={() => onView(still.id === viewed ? null : still.id)}
            >
              <img src={still.pictures[0]?.thumbnail} alt="" />
              <span aria-hidden="true">{still.number}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
