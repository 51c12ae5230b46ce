import { useEffect } from 'react'
import { move, stepOf } from './moving'

/** Arrow keys go from one thing to the next, with or without speech; Enter chooses. */
export function useMoving(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const step = stepOf(event)
      if (step === 0) return
      event.preventDefault()
      move(document, step)
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}
