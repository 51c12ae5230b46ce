import { useEffect } from 'react'
import type { RefObject } from 'react'
import { afterKey } from '../light'
import type { LightControl } from './useLight'

/** Keys that work while the focus is in `element`: comma and full stop, with Shift, and N. */
export function useLightKeys(
  element: RefObject<HTMLElement | null>,
  { light, set }: LightControl,
): void {
  useEffect(() => {
    const { current } = element
    if (!current) return undefined
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const next = afterKey(light, event.key)
      if (!next) return
      event.preventDefault()
      set(next)
    }
    current.addEventListener('keydown', pressed)
    return () => current.removeEventListener('keydown', pressed)
  }, [element, light, set])
}
