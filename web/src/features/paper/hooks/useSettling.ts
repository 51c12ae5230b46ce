import { useEffect, useState } from 'react'

/** What is told of a picture comes a little before its frames: so long both may disagree, ms. */
const SETTLE_MS = 300

/** True for a moment after `key` has become another. */
export function useSettling(key: string): boolean {
  const [settled, setSettled] = useState(key)
  useEffect(() => {
    const handle = setTimeout(() => setSettled(key), SETTLE_MS)
    return () => clearTimeout(handle)
  }, [key])
  return settled !== key
}
