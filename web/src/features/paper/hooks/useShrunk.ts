import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { canShrink, Shrinking } from '@/media/shrinking'
import type { Size, Turn } from '../view'

/** A copy is made when size and turn have rested so long, ms: not for each step of a wheel. */
const REST_MS = 120

interface Wanted {
  /** The picture's address: another picture, another copy. */
  readonly url: string
  readonly turn: Turn
  /** Pixels of the screen, after turning. */
  readonly size: Size
}

/** Draws `image` turned and well filtered on `canvas`, of just that size; true once it stands there. */
export function useShrunk(
  image: RefObject<HTMLImageElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
  wanted: Wanted | null,
): boolean {
  const [drawn, setDrawn] = useState<string | null>(null)
  const shrinking = useRef<Shrinking | null>(null)
  const key = wanted && JSON.stringify(wanted)
  useEffect(
    () => () => {
      shrinking.current?.end()
      shrinking.current = null
    },
    [],
  )
  useEffect(() => {
    if (key === null || !canShrink()) return undefined
    const { turn, size } = JSON.parse(key) as Wanted
    const handle = setTimeout(() => {
      if (!image.current) return
      shrinking.current ??= new Shrinking()
      shrinking.current.wish(image.current, turn, size, (copy) => {
        draw(canvas.current, copy)
        setDrawn(key)
      })
    }, REST_MS)
    return () => clearTimeout(handle)
  }, [key, image, canvas])
  return key !== null && drawn === key
}

function draw(canvas: HTMLCanvasElement | null, copy: ImageData): void {
  if (!canvas) return
  canvas.width = copy.width
  canvas.height = copy.height
  canvas.getContext('2d')?.putImageData(copy, 0, 0)
}
