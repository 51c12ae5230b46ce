import { useMemo, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { useWorkspaceState } from '@/features/workspace/context'
import { currentRing } from '@/state/select'
import { CheckContext } from '../hooks/useCheck'

/** Around a page: whether the panel is open. A ring comes before it, and closes it. */
export function CheckProvider({ children }: { children: ReactNode }): ReactElement {
  const [isOpen, setOpen] = useState(false)
  const ring = currentRing(useWorkspaceState())?.told.reservation
  const [seen, setSeen] = useState(ring)
  if (ring !== seen) {
    setSeen(ring)
    if (ring !== undefined) setOpen(false)
  }
  const check = useMemo(
    () => ({ isOpen, open: () => setOpen(true), close: () => setOpen(false) }),
    [isOpen],
  )
  return <CheckContext value={check}>{children}</CheckContext>
}
