import { useCallback, useEffect, useState } from 'react'
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
    const follow = (): void => {
      setOn(document.fullscreenElement !== null && document.fullscreenElement === element.current)
    }
    document.addEventListener('fullscreenchange', follow)
    return () => document.removeEventListener('fullscreenchange', follow)
  }, [element])
  const toggle = useCallback(() => {
    if (document.fullscreenElement) void document.exitFullscreen()
    else element.current?.requestFullscreen().catch(() => null)
  }, [element])
  return { possible: document.fullscreenEnabled, on, toggle }
}
