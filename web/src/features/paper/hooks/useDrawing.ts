import { useEffect, useState } from 'react'
import type { PointerEvent } from 'react'
import type { Region } from '@/protocol/desk-to-person'
import { between, type Point, type Size } from '../view'

/** A slip of the hand draws nothing, CSS pixels. */
const LEAST = 16

interface Drawing {
  from: Point
  to: Point
  pointer: number
}

interface Handlers {
  onPointerDown: (event: PointerEvent<HTMLElement>) => void
  onPointerMove: (event: PointerEvent<HTMLElement>) => void
  onPointerUp: (event: PointerEvent<HTMLElement>) => void
  onPointerCancel: () => void
}

/** A rectangle drawn by mouse, finger or pen; Escape lets it be. */
export function useDrawing(
  window: Size,
  onDraw: ((drawn: Region) => void) | null,
): { drawn: Region | null; handlers: Handlers | null } {
  const [drawing, setDrawing] = useState<Drawing | null>(null)
  const active = drawing !== null
  useEffect(() => {
    if (!active) return undefined
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setDrawing(null)
    }
    document.addEventListener('keydown', escape)
    return () => document.removeEventListener('keydown', escape)
  }, [active])
  if (!onDraw) return { drawn: null, handlers: null }
  const drawn = drawing && between(drawing.from, drawing.to, window)
  const handlers: Handlers = {
    onPointerDown(event) {
      if (event.button !== 0 || drawing) return
      // Else the browser would begin to drag, or to select the words around.
      event.preventDefault()
      event.currentTarget.setPointerCapture(event.pointerId)
      const at = pointIn(event)
      setDrawing({ from: at, to: at, pointer: event.pointerId })
    },
    onPointerMove(event) {
      if (drawing?.pointer === event.pointerId) setDrawing({ ...drawing, to: pointIn(event) })
    },
    onPointerUp(event) {
      if (drawing?.pointer !== event.pointerId) return
      setDrawing(null)
      const last = between(drawing.from, pointIn(event), window)
      const large = last.width * window.width >= LEAST && last.height * window.height >= LEAST
      if (large) onDraw(last)
    },
    onPointerCancel: () => setDrawing(null),
  }
  return { drawn, handlers }
}

function pointIn({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): Point {
  const { left, top } = currentTarget.getBoundingClientRect()
  return { x: clientX - left, y: clientY - top }
}
