import { useEffect, useState } from 'react'

/** Whole seconds since `from` (ms of `performance.now`), counted as time goes. */
export function useSecondsSince(from: number): number {
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    const handle = setInterval(() => setNow(performance.now()), 500)
    return () => clearInterval(handle)
  }, [])
  return Math.max(0, Math.floor((now - from) / 1000))
}

/** 75 as 1:15, 3675 as 1:01:15. */
export function asClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const pad = (part: number): string => String(part).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}:${pad(whole % 60)}`
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`
}
