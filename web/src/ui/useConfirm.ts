import { useCallback, useEffect, useRef, useState } from 'react'

/** So long the second press counts. */
const ARMED_MS = 6000
/** A double click is one press: some people double-click everything. */
const DOUBLE_CLICK_MS = 350

/** A deliberate act by one button: the first press asks, the second does it. */
export function useConfirm(act: () => void): { armed: boolean; press: () => void; undo: () => void } {
  const [armed, setArmed] = useState(false)
  const since = useRef(0)
  useEffect(() => {
    if (!armed) return undefined
    const handle = setTimeout(() => setArmed(false), ARMED_MS)
    return () => clearTimeout(handle)
  }, [armed])
  const press = useCallback(() => {
    if (!armed) {
      since.current = performance.now()
      setArmed(true)
    } else if (performance.now() - since.current > DOUBLE_CLICK_MS) {
      setArmed(false)
      act()
    }
  }, [armed, act])
  const undo = useCallback(() => setArmed(false), [])
  return { armed, press, undo }
}
