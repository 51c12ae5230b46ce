import { useEffect, useState } from 'react'

/** The value, once it has stayed the same for `ms`: words on a screen do not flicker. */
export function useSteady<T>(value: T, initial: T, ms = 1200): T {
  const [steady, setSteady] = useState(initial)
  useEffect(() => {
    const handle = setTimeout(() => setSteady(value), ms)
    return () => clearTimeout(handle)
  }, [value, ms])
  return steady
}
