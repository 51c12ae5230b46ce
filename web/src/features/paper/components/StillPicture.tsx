import { useEffect, useRef } from 'react'
import type { PointerEvent, ReactElement, ReactNode } from 'react'
import type { Picture } from '@/media/desk'
import { useShrunk } from '../hooks/useShrunk'
import type { StillView } from '../hooks/useStillControls'
import { onPixels, screenPixels } from '../pan'
import { turnedSize, type Point } from '../view'

interface Props {
  picture: Picture
  label: string
  view: StillView
  /** Whether the service lets it be saved; else it is not offered by the browser's menu, either. */
  maySave: boolean
  /** Over the picture; what it takes of the mouse moves nothing. */
  over: ReactNode
}

/** A still: moved by drag, made larger by wheel or two fingers; buttons and keys do the same. */
export function StillPicture({ picture, label, view, maySave, over }: Props): ReactElement {
  const image = useRef<HTMLImageElement>(null)
  const copy = useRef<HTMLCanvasElement>(null)
  const area = useRef<HTMLDivElement>(null)
  const pointers = useRef(new Map<number, Point>())
  const { scaleAbout } = view
  const newest = useRef(scaleAbout)
  useEffect(() => {
    newest.current = scaleAbout
  }, [scaleAbout])
  useEffect(() => {
    const { current } = area
    if (!current) return undefined
    // React's own listener is passive: the page would scroll along.
    const wheel = (event: WheelEvent): void => {
      event.preventDefault()
      newest.current(Math.exp(-event.deltaY / 400), fromMiddle(current, event))
    }
    current.addEventListener('wheel', wheel, { passive: false })
    return () => current.removeEventListener('wheel', wheel)
  }, [])
  useEffect(() => {
    const { current } = area
    if (!current || maySave) return undefined
    const menu = (event: Event): void => event.preventDefault()
    current.addEventListener('contextmenu', menu)
    return () => current.removeEventListener('contextmenu', menu)
  }, [maySave])
  const down = (event: PointerEvent<HTMLDivElement>): void => {
    // Begun on the layer over it: somebody points or draws.
    if (event.defaultPrevented) return
    event.currentTarget.setPointerCapture(event.pointerId)
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
  }
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    const before = pointers.current.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1]
    pointers.current.set(event.pointerId, now)
    const shares = other ? 2 : 1
    view.shift({ x: (now.x - before.x) / shares, y: (now.y - before.y) / shares })
    if (!other) return
    const about = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 }
    const factor = distance(now, other) / Math.max(1, distance(before, other))
    scaleAbout(factor, fromMiddle(event.currentTarget, about))
  }
  const up = (event: PointerEvent<HTMLDivElement>): void => {
    pointers.current.delete(event.pointerId)
  }
  const { lie, fit, window } = view
  const pixels = screenPixels(picture.part, lie, window, devicePixelRatio)
  const isCopied = useShrunk(
    image,
    copy,
    pixels && { url: picture.url, turn: lie.turn, size: pixels },
  )
  const size = turnedSize({ width: fit.width * lie.scale, height: fit.height * lie.scale }, lie.turn)
  return (
    <div
      className="paper-area paper-area-still"
      ref={area}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
    >
      <img
        ref={image}
        src={picture.url}
        alt={label}
        draggable={false}
        data-testid="still"
        style={{
          width: size.width,
          height: size.height,
          transform: `translate(calc(-50% + ${lie.x}px), calc(-50% + ${lie.y}px)) rotate(${lie.turn}deg)`,
        }}
      />
      {/* Over it while it is shown small: drawn by the browser, print would lose strokes. */}
      <canvas
        ref={copy}
        aria-hidden="true"
        hidden={!isCopied}
        data-testid="still-copy"
        style={pixels ? onPixels(pixels, lie, window, devicePixelRatio) : undefined}
      />
      {over}
    </div>
  )
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

function fromMiddle(element: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): Point {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 }
}
