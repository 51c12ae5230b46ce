import { useState } from 'react'
import { inHeldOrder, type Seen } from '../glance'

interface HeldOrder {
  rows: Seen[]
  hold: () => void
  release: () => void
}

/** The rows in their order, which does not change under the hand of who is about to press one. */
export function useHeldOrder(seen: Seen[]): HeldOrder {
  const [held, setHeld] = useState<string[] | null>(null)
  return {
    rows: inHeldOrder(seen, held),
    hold: () => setHeld(seen.map(({ terminal }) => terminal.terminal)),
    release: () => setHeld(null),
  }
}
