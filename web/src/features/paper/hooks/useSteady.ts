import { useEffect, useState } from 'react'

/** Nothing stands there: what comes has to last so long, ms. */
const BEGIN_MS = 1200
/** Something stands there: so long it stays, so that it can be read, and heard, to its end, ms. */
const STAY_MS = 4000

/** Words that neither flicker nor are said over and over: `word` once it has lasted; null for none. */
export function useSteady<T>(word: T | null): T | null {
  const [steady, setSteady] = useState<T | null>(null)
  useEffect(() => {
    if (word === steady) return undefined
    const handle = setTimeout(() => setSteady(word), steady === null ? BEGIN_MS : STAY_MS)
    return () => clearTimeout(handle)
  }, [word, steady])
  return steady
}
