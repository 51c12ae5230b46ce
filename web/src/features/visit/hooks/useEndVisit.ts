import { useEffect, useState } from 'react'

/** How long a click on "end" can still be taken back. */
export const UNDO_S = 3

interface EndVisit {
  /** Seconds until it ends, null when nobody has asked for it. */
  left: number | null
  ask: () => void
  undo: () => void
  now: () => void
}

/** Ending a visit needs no question beforehand, but a slip of the finger can be undone. */
export function useEndVisit(end: () => void): EndVisit {
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    if (left === null) return undefined
    const handle = setTimeout(() => {
      if (left > 1) setLeft(left - 1)
      else {
        setLeft(null)
        end()
      }
    }, 1000)
    return () => clearTimeout(handle)
  }, [left, end])
  return {
    left,
    ask: () => setLeft(UNDO_S),
    undo: () => setLeft(null),
    now() {
      setLeft(null)
      end()
    },
  }
}
