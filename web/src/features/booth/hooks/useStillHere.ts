import { useEffect } from 'react'
import { useTerminal } from '../context'

/** Often enough for the terminal, and no more. */
const AT_MOST_EVERY_MS = 5_000

/** Every touch and key tells the terminal that somebody is there. */
export function useStillHere(): void {
  const link = useTerminal()
  useEffect(() => {
    let told = performance.now()
    const touched = (): void => {
      if (performance.now() - told < AT_MOST_EVERY_MS) return
      told = performance.now()
      link.send({ type: 'booth.touched' })
    }
    document.addEventListener('pointerdown', touched)
    document.addEventListener('keydown', touched)
    return () => {
      document.removeEventListener('pointerdown', touched)
      document.removeEventListener('keydown', touched)
    }
  }, [link])
}
