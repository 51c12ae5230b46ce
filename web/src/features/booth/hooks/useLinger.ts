import { useEffect, useState } from 'react'

/** `on`, and for so many ms after it was. */
export function useLinger(on: boolean, ms: number): boolean {
  const [was, setWas] = useState(on)
  if (on && !was) setWas(true)
  useEffect(() => {
    if (on) return undefined
    const handle = setTimeout(() => setWas(false), ms)
    return () => clearTimeout(handle)
  }, [on, ms])
  return on || was
}
