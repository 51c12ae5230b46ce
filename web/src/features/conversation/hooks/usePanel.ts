import { useState } from 'react'
import type { RefObject } from 'react'

/** Something beside the pictures that opens and closes. */
export interface Panel {
  isOpen: boolean
  open: () => void
  close: () => void
}

/** A panel that gives the focus back to its button when it closes. */
export function usePanel(button: RefObject<HTMLButtonElement | null>): Panel {
  const [isOpen, setOpen] = useState(false)
  return {
    isOpen,
    open: () => setOpen(true),
    close() {
      setOpen(false)
      button.current?.focus({ preventScroll: true })
    },
  }
}
