import { useEffect } from 'react'
import { lazily } from '@/lib/lazily'

/** A booth that is touched has no keys. */
const moving = lazily(() => import('./moving'))

/** Arrow keys go from one thing to the next, with or without speech; Enter chooses. */
export function useMoving(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const code = moving.now()
      // The very first key may come too early, and then has to be pressed again.
      const step = code?.stepOf(event) ?? 0
      if (!code || step === 0) return
      event.preventDefault()
      code.move(document, step)
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}
