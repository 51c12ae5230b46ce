import { useEffect } from 'react'
import { fetchRest } from './rest'

const AT_LATEST_MS = 2000

/** Fetch what the page left for later: as soon as it works and has nothing else to do. */
export function useRest(works: boolean): void {
  useEffect(() => {
    if (!works) return
    // Safari has no idle callbacks.
    if (typeof requestIdleCallback === 'undefined') {
      const timer = setTimeout(() => void fetchRest(), AT_LATEST_MS)
      return () => clearTimeout(timer)
    }
    const idle = requestIdleCallback(() => void fetchRest(), { timeout: AT_LATEST_MS })
    return () => cancelIdleCallback(idle)
  }, [works])
}
