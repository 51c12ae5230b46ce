/**
 * A document's pages as they are shown: whole, or in two or three parts from the top, so that
 * print is large enough on a lying screen. Pure.
 */

/** In which part of which page one is. All from 1. */
export interface Place {
  page: number
  part: number
  /** In how many parts pages are shown. */
  parts: number
}

/** A document whose pages can be drawn. */
export interface Pages {
  readonly count: number
  /** Draws one page, not larger than `biggest` pixels a side nor than `shown` allows. */
  draw: (page: number, parts: number, signal: AbortSignal) => Promise<HTMLCanvasElement>
  close: () => void
}

export type FileFailure = 'kind' | 'size' | 'locked' | 'broken' | 'slow' | 'page'

/** Why a file, or one of its pages, cannot be shown. */
export class FileError extends Error {
  constructor(readonly failure: FileFailure) {
    super(failure)
  }
}

export const MAX_FILE_BYTES = 50_000_000
/** A picture with more is not decoded: it would take 4 bytes a pixel. */
export const MAX_PICTURE_PIXELS = 60_000_000
export const MAX_PARTS = 3
/** The longest side of what is sent, as the booth's page draws it. */
export const LONGEST = 1920
/** A very long strip is drawn smaller. */
const MAX_DRAWN_PIXELS = 16_000_000
/** What is seen again at the top of the next part, as a share of the page. */
const OVERLAP = 0.04

export const FIRST: Place = { page: 1, part: 1, parts: 1 }

export function forward(place: Place, count: number): Place | null {
  if (place.part < place.parts) return { ...place, part: place.part + 1 }
  return place.page < count ? { ...place, page: place.page + 1, part: 1 } : null
}

export function back(place: Place): Place | null {
  if (place.part > 1) return { ...place, part: place.part - 1 }
  return place.page > 1 ? { ...place, page: place.page - 1, part: place.parts } : null
}

/** The page of that number, null for what is no page of the document. */
export function atPage(place: Place, page: number, count: number): Place | null {
  return Number.isInteger(page) && page >= 1 && page <= count ? { ...place, page, part: 1 } : null
}

/** In more or fewer parts, about as far down the page as before. */
export function inParts(place: Place, parts: number): Place | null {
  if (parts < 1 || parts > MAX_PARTS) return null
  const part = Math.min(parts, Math.ceil(((place.part - 0.5) / place.parts) * parts))
  return { ...place, parts, part: Math.max(1, part) }
}

/** From the top: which share of a page's height the part begins at, and how high it is. */
export function partOf({ part, parts }: Place): { top: number; height: number } {
  if (parts === 1) return { top: 0, height: 1 }
  const height = 1 / parts + OVERLAP
  return { top: ((part - 1) / (parts - 1)) * (1 - height), height }
}

/** How much a page of `width` × `height` is enlarged, so that a part has the size to be sent. */
export function scaleFor(width: number, height: number, parts: number): number {
  const { height: share } = partOf({ page: 1, part: 1, parts })
  const side = Math.min(LONGEST / width, LONGEST / (height * share))
  return Math.min(side, Math.sqrt(MAX_DRAWN_PIXELS / (width * height)))
}
