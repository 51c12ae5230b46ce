import { useEffect } from 'react'
import { enableTone } from '@/features/ring/tone'

/** Browsers let a page make sound only after a touch of it: take the first one that comes. */
export function useSoundFromFirstTouch(): void {
  useEffect(() => {
    // The click of signing in, on this very page.
    if ('userActivation' in navigator && navigator.userActivation.hasBeenActive) enableTone()
    const events = ['pointerdown', 'keydown'] as const
    for (const event of events) document.addEventListener(event, enableTone, { once: true })
    return () => {
      for (const event of events) document.removeEventListener(event, enableTone)
    }
  }, [])
}
