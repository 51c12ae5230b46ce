import type { ReactElement } from 'react'

/** A hatch with a person behind it. */
export function Logo(): ReactElement {
  return (
    <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" className="logo">
      <rect width="32" height="32" rx="6" fill="currentColor" />
      <path d="M7 25V12a9 9 0 0 1 18 0v13" fill="none" stroke="#fff" strokeWidth="3" />
      <path d="M5 25h22" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <circle cx="16" cy="14" r="3.4" fill="#fff" />
    </svg>
  )
}
