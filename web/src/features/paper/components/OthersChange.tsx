import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import type { DeskState } from '@/media/desk'

/** So long the words stand, for whoever has the page read to them. */
const SAID_MS = 4000

/** Says that somebody else in the room has changed the view of the paper; not seen. */
export function OthersChange({ desk }: { desk: DeskState }): ReactElement {
  const { t } = useStaffLocale()
  const { others } = desk
  const [said, setSaid] = useState(others)
  useEffect(() => {
    const handle = setTimeout(() => setSaid(others), SAID_MS)
    return () => clearTimeout(handle)
  }, [others])
  return (
    <p role="status" className="visually-hidden">
      {said === others ? '' : t('paper.changedByOther')}
    </p>
  )
}
