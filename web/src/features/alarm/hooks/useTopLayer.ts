import { useEffect, useSyncExternalStore } from 'react'
import type { RefObject } from 'react'

/** Shows a popover over everything while `shown`; anew when it has moved to another `parent`. */
export function useTopLayer(
  element: RefObject<HTMLElement | null>,
  shown: boolean,
  parent: Element | null,
): void {
  useEffect(() => {
    const popover = element.current
    if (!shown || !popover) return undefined
    popover.showPopover()
    return () => {
      if (popover.isConnected) popover.hidePopover()
    }
  }, [element, shown, parent])
}

/**
 * What fills the screen now. What is to be seen then, and clicked, has to stand inside of it:
 * Chromium 156 draws a popover from outside in front, but gives the clicks to what is behind.
 */
export function useFullscreenElement(): Element | null {
  return useSyncExternalStore(follow, () => document.fullscreenElement ?? null)
}

function follow(changed: () => void): () => void {
  document.addEventListener('fullscreenchange', changed)
  return () => document.removeEventListener('fullscreenchange', changed)
}
