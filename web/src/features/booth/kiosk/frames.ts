/** What tells the terminal that this screen is drawn, and not only that the page is there. */

/** Between a told frame and the next that is asked for. */
export const EVERY_MS = 500

interface Drawing {
  requestAnimationFrame: (drawn: () => void) => number
  cancelAnimationFrame: (handle: number) => void
  setTimeout: (run: () => void, ms: number) => number
  clearTimeout: (handle: number) => void
}

/**
 * Counts the frames that the page is given to draw, and tells each count. A browser that does not
 * draw gives none, however well its scripts run. Returns what ends it.
 */
export function countFrames(tell: (frames: number) => void, drawing: Drawing = window): () => void {
  let frames = 0
  let asked = 0
  let waiting = 0
  const ask = (): void => {
    asked = drawing.requestAnimationFrame(() => {
      frames += 1
      tell(frames)
      waiting = drawing.setTimeout(ask, EVERY_MS)
    })
  }
  ask()
  return () => {
    drawing.cancelAnimationFrame(asked)
    drawing.clearTimeout(waiting)
  }
}
