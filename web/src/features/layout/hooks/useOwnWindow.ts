import { useEffect, useState } from 'react'
import { openWindow } from '../ownWindow'

export interface OwnWindow {
  /** The open one; null while there is none. */
  readonly opened: Window | null
  /** The browser did not let one be opened. */
  readonly refused: boolean
  readonly open: () => void
  readonly close: () => void
}

/** A window that lasts as long as `conversation` on this page, and leaves nothing behind. */
export function useOwnWindow(conversation: string): OwnWindow {
  const [opened, setOpened] = useState<Window | null>(null)
  const [refused, setRefused] = useState(false)
  useEffect(() => {
    if (!opened) return undefined
    const gone = (): void => setOpened(null)
    const close = (): void => opened.close()
    // Closed by its own cross, or loaded anew, which leaves a blank page.
    opened.addEventListener('pagehide', gone)
    opened.addEventListener('pagehide', close)
    window.addEventListener('pagehide', close)
    return () => {
      opened.removeEventListener('pagehide', gone)
      window.removeEventListener('pagehide', close)
      close()
      gone()
    }
  }, [opened, conversation])
  return {
    opened,
    refused,
    open() {
      if (opened) {
        opened.focus()
        return
      }
      const next = openWindow()
      setRefused(next === null)
      setOpened(next)
    },
    close: () => setOpened(null),
  }
}
