import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/** A new screen's heading takes the focus, so that it is read aloud and Tab starts there. */
export function useFocusOnShow(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return heading
}
