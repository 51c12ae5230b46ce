import { useId } from 'react'
import type { ReactElement, ReactNode } from 'react'

interface Props {
  label: string
  value: string
  onChange: (value: string) => void
  children: ReactNode
}

/** A choice of a few, with its label above. */
export function Choice({ label, value, onChange, children }: Props): ReactElement {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="callback-label">
        {label}
      </label>
      <select
        id={id}
        className="callback-choice"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {children}
      </select>
    </div>
  )
}
