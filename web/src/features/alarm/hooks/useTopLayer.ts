import { useEffect } from 'react'
import type { RefObject } from 'react'

/** Shows a popover over everything, over a picture in full screen, too, while `shown`. */
export function useTopLayer(element: RefObject<HTMLElement | null>, shown: boolean): void {
  useEffect(() => {
    const popover = element.current
    if (!shown || !popover) return undefined
    // What comes into the top layer last is in front: come again after a change of full screen.
    const again = (): void => {
      popover.hidePopover()
      popover.showPopover()
    }
    popover.showPopover()
    document.addEventListener('fullscreenchange', again)
    return () => {
      document.removeEventListener('fullscreenchange', again)
      popover.hidePopover()
    }
  }, [element, shown])
}
