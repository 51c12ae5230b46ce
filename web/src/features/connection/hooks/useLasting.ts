import { useEffect, useState } from 'react'

/** Whether `value` has been true for `ms`; false at once when it is not. */
export function useLasting(value: boolean, ms: number): boolean {
  const [lasted, setLasted] = useState(false)
  useEffect(() => {
    if (!value) return undefined
    const handle = setTimeout(() => setLasted(true), ms)
    return () => {
      clearTimeout(handle)
      setLasted(false)
    }
  }, [value, ms])
  return value && lasted
}
