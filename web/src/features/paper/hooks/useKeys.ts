import { useEffect } from 'react'
import type { RefObject } from 'react'
import type { Controls } from '../controls'
import { ZOOM, type Point } from '../view'

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}
/** A key that is held down acts so often, ms. */
const REPEAT_MS = 150

/** Keys that work while the focus is in `element`: + − 0 and, where there is a way to go, arrows. */
export function useKeys(element: RefObject<HTMLElement | null>, controls: Controls | null): void {
  useEffect(() => {
    const { current } = element
    if (!current || !controls) return undefined
    let last = -REPEAT_MS
    const actOf = (key: string): (() => void) | null => {
      const by = ARROWS[key]
      if (by) return controls.seen ? () => controls.move(by) : null
      if (key === '+' || key === '=') return () => controls.zoom(ZOOM)
      if (key === '-') return () => controls.zoom(1 / ZOOM)
      return key === '0' ? controls.whole : null
    }
    const pressed = (event: KeyboardEvent): void => {
      const act = actOf(event.key)
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      if (event.repeat && event.timeStamp - last < REPEAT_MS) return
      last = event.timeStamp
      act()
    }
    current.addEventListener('keydown', pressed)
    return () => current.removeEventListener('keydown', pressed)
  }, [element, controls])
}
