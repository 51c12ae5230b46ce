import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/**
 * Who works by keys stays in `inside` when the button that has the focus goes away, as "back to
 * video" does: the focus goes to `place`, which tells where one is now.
 */
export function useKeptFocus(
  inside: RefObject<HTMLElement | null>,
  place: RefObject<HTMLElement | null>,
): void {
  const last = useRef<Element | null>(null)
  useEffect(() => {
    // It may stand in a window of its own.
    const page = inside.current?.ownerDocument ?? document
    const focused = ({ target }: FocusEvent): void => {
      const within = inside.current?.contains(target as Element | null)
      last.current = within ? (target as Element) : null
    }
    page.addEventListener('focusin', focused)
    return () => page.removeEventListener('focusin', focused)
  }, [inside])
  // After every change of what stands there: React does not tell what it takes away.
  useEffect(() => {
    const isGone = last.current !== null && !last.current.isConnected
    if (!isGone) return
    last.current = null
    const page = place.current?.ownerDocument
    if (page?.activeElement === page?.body) place.current?.focus({ preventScroll: true })
  })
}
