import { useEffect, useState } from 'react'
import { browserClock } from '@/lib/timers'

/** Our monotonic clock, ms, told anew every second. */
export function useNow(): number {
  const [now, setNow] = useState(() => browserClock.now())
  useEffect(() => {
    const handle = setInterval(() => setNow(browserClock.now()), 1000)
    return () => clearInterval(handle)
  }, [])
  return now
}
