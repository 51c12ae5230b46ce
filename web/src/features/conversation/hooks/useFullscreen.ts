import { useEffect, useState } from 'react'
import type { RefObject } from 'react'

interface Fullscreen {
  /** Some phones' browsers have no full screen for anything but video. */
  possible: boolean
  on: boolean
  toggle: () => void
}

export function useFullscreen(element: RefObject<HTMLElement | null>): Fullscreen {
  const [on, setOn] = useState(false)
  useEffect(() => {
    // It may stand in a window of its own.
    const page = element.current?.ownerDocument ?? document
    const follow = (): void => {
      setOn(page.fullscreenElement !== null && page.fullscreenElement === element.current)
    }
    page.addEventListener('fullscreenchange', follow)
    return () => page.removeEventListener('fullscreenchange', follow)
  }, [element])
  const toggle = (): void => {
    const page = element.current?.ownerDocument
    if (page?.fullscreenElement) void page.exitFullscreen()
    else element.current?.requestFullscreen().catch(() => null)
  }
  return { possible: document.fullscreenEnabled, on, toggle }
}
