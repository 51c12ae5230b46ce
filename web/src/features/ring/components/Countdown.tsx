import type { ReactElement } from 'react'
import { useSecondsSince } from '@/lib/useSeconds'
import { useExpertLocale } from '@/locales/expert'
import type { ReservationTold } from '@/protocol/server'
import type { Timed } from '@/state/workspace'

/** How long it still rings. */
export function Countdown({ ring }: { ring: Timed<ReservationTold> }): ReactElement {
  const { t } = useExpertLocale()
  const left = Math.max(0, Math.ceil(ring.told.remaining_s - useSecondsSince(ring.at)))
  return (
    <span className="ring-countdown" role="timer">
      {t.count('ring.left', left)}
    </span>
  )
}
