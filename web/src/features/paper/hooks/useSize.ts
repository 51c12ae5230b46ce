import { useLayoutEffect, useState } from 'react'
import type { RefObject } from 'react'
import type { Size } from '../view'

const UNKNOWN: Size = { width: 1, height: 1 }

/** The inner size of an element, followed as it changes; CSS pixels, at least one. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState(UNKNOWN)
  useLayoutEffect(() => {
    const { current } = element
    // Of the element's own window: another's sizes are not told here.
    const view = current?.ownerDocument.defaultView
    if (!current || !view || !('ResizeObserver' in view)) return undefined
    const measure = (): void => {
      const [width, height] = [Math.max(1, current.clientWidth), Math.max(1, current.clientHeight)]
      setSize((before) =>
        before.width === width && before.height === height ? before : { width, height },
      )
    }
    measure()
    const observer = new view.ResizeObserver(measure)
    observer.observe(current)
    return () => observer.disconnect()
  }, [element])
  return size
}
