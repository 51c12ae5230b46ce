/** How bright and how strong in contrast a person looks at the document. Pure. */
import type { CSSProperties } from 'react'

export interface Light {
  /** Times what came: 1 leaves it as it is. */
  readonly brightness: number
  readonly contrast: number
}

export type Part = keyof Light

export const PARTS = ['brightness', 'contrast'] as const
export const AS_CAME: Light = { brightness: 1, contrast: 1 }
export const LEAST = 0.5
export const MOST = 2
/** One press of a key. */
export const STEP = 0.1

export const isAsCame = ({ brightness, contrast }: Light): boolean =>
  brightness === 1 && contrast === 1

/** With one part of it so, inside what is offered, in steps. */
export function withPart(light: Light, part: Part, value: number): Light {
  const inside = Math.min(MOST, Math.max(LEAST, value))
  return { ...light, [part]: Math.round(inside / STEP) / Math.round(1 / STEP) }
}

/** As CSS `filter`; null: leave the picture alone, which costs nothing. */
export const filterOf = (light: Light): string | null =>
  isAsCame(light) ? null : `brightness(${light.brightness}) contrast(${light.contrast})`

/** For the element around the document's pictures, which take it from there (`light.css`). */
export const lightStyle = (light: Light): CSSProperties =>
  ({ '--document-light': filterOf(light) ?? 'none' }) as CSSProperties

const KEYS: Readonly<Record<string, readonly [Part, number]>> = {
  ',': ['brightness', -STEP],
  '.': ['brightness', STEP],
  // The same keys with Shift, on Nordic and on other keyboards.
  ';': ['contrast', -STEP],
  ':': ['contrast', STEP],
  '<': ['contrast', -STEP],
  '>': ['contrast', STEP],
}

/** What a key makes of it; null: it is no key of this. */
export function afterKey(light: Light, key: string): Light | null {
  if (key.toLowerCase() === 'n') return AS_CAME
  const known = KEYS[key]
  return known ? withPart(light, known[0], light[known[0]] + known[1]) : null
}
