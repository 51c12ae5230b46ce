import { useEffect, useRef, useState } from 'react'
import type { PointerEvent, RefObject } from 'react'
import type { Marker } from '../marker'
import { isFarther, type Surface } from '../spots'
import type { Point, Size } from '../view'
import type { Tool } from './useMarks'

/** One press of an arrow, as a share of the window; with Shift a fine one. */
const STEP = 0.02
const FINE = 0.004
const MIDDLE: Point = { x: 0.5, y: 0.5 }

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

interface Marking {
  /** Where the keys have moved the pointer, as shares of the window; null: nowhere yet. */
  readonly at: Point | null
  /** Whether the keys' pen is down. */
  readonly down: boolean
  readonly handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void
    onPointerMove: (event: PointerEvent<HTMLElement>) => void
    onPointerUp: (event: PointerEvent<HTMLElement>) => void
    onPointerCancel: () => void
    onPointerLeave: () => void
    onBlur: () => void
  }
}

/** Points and draws on the picture in `element`, by mouse, finger, pen and keys. */
export function useMarking(
  element: RefObject<HTMLElement | null>,
  surface: Surface,
  window: Size,
  marker: Marker,
  tool: Exclude<Tool, null>,
  leave: () => void,
): Marking {
  const [at, setAt] = useState<Point | null>(null)
  const [down, setDown] = useState(false)
  const pen = useRef<number | null>(null)
  const last = useRef<Point | null>(null)
  const point = (share: Point | null): void =>
    marker.point(surface, share && surface.meant(share))
  const draw = (share: Point): void => {
    if (!isFarther(last.current, share, window)) return
    last.current = share
    marker.draw(surface, surface.meant(share))
  }
  const lift = (): void => {
    pen.current = last.current = null
    setDown(false)
    marker.lift()
  }
  const press = (key: string, fine: boolean): boolean => {
    const way = ARROWS[key]
    if (way) {
      const step = fine ? FINE : STEP
      const from = at ?? MIDDLE
      const next = at ? { x: kept(from.x + way.x * step), y: kept(from.y + way.y * step) } : from
      setAt(next)
      point(next)
      if (down) draw(next)
    } else if (key === 'Escape') {
      leave()
    } else if (tool === 'draw' && (key === ' ' || key === 'Enter')) {
      if (down) lift()
      else {
        setAt(at ?? MIDDLE)
        setDown(true)
        point(at ?? MIDDLE)
        draw(at ?? MIDDLE)
      }
    } else return false
    return true
  }
  usePresses(element, press)
  useEffect(() => () => marker.stop(), [marker, tool])
  const handlers: Marking['handlers'] = {
    onPointerDown(event) {
      if (event.button !== 0 || pen.current !== null) return
      // Else the browser would begin to drag, or to select the words around.
      event.preventDefault()
      event.currentTarget.focus({ preventScroll: true })
      event.currentTarget.setPointerCapture(event.pointerId)
      pen.current = event.pointerId
      point(shareOf(event))
      if (tool === 'draw') draw(shareOf(event))
    },
    onPointerMove(event) {
      if (pen.current !== null && pen.current !== event.pointerId) return
      point(shareOf(event))
      if (pen.current === event.pointerId && tool === 'draw') draw(shareOf(event))
    },
    onPointerUp(event) {
      if (pen.current !== event.pointerId) return
      lift()
      if (event.pointerType !== 'mouse') point(null)
    },
    onPointerCancel() {
      lift()
      point(null)
    },
    onPointerLeave() {
      if (pen.current === null) point(null)
    },
    onBlur() {
      lift()
      point(null)
    },
  }
  return { at, down, handlers }
}

/** Before the keys that choose what is shown, which the paper's own listener takes. */
function usePresses(
  element: RefObject<HTMLElement | null>,
  press: (key: string, fine: boolean) => boolean,
): void {
  const newest = useRef(press)
  useEffect(() => {
    newest.current = press
  })
  useEffect(() => {
    const { current } = element
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (!newest.current(event.key, event.shiftKey)) return
      event.preventDefault()
      event.stopPropagation()
    }
    current?.addEventListener('keydown', pressed)
    return () => current?.removeEventListener('keydown', pressed)
  }, [element])
}

const kept = (share: number): number => Math.min(1, Math.max(0, share))

function shareOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): Point {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  return { x: kept((clientX - left) / width), y: kept((clientY - top) / height) }
}
