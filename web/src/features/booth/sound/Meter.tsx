import type { ReactElement, ReactNode } from 'react'
import { METER_STEPS } from '@/protocol/boothConstants'

interface Props {
  label: string
  icon: ReactNode
  /** 0 to METER_STEPS. */
  value: number
}

/** How loud something is, small and calm: it rises at once and falls slowly. */
export function Meter({ label, icon, value }: Props): ReactElement {
  return (
    <div
      role="meter"
      className="booth-meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={METER_STEPS}
      aria-valuenow={value}
    >
      {icon}
      <span className="booth-meter-scale">
        <span style={{ transform: `scaleX(${value / METER_STEPS})` }} />
      </span>
    </div>
  )
}
