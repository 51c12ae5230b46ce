import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { BoothIdle } from '@/protocol/booth-to-page'
import { idleAfter, nextChange, type Idle } from './idle'
import { listenForTouch } from './waking'

/** Whether the start screen sleeps. `free`: it is the start screen that is shown. */
export function useIdle(free: boolean, told: BoothIdle | null): Idle {
  const [stage, setStage] = useState<Idle>('awake')
  // Written as it is set: events come faster than renders.
  const now = useRef<Idle>('awake')
  const touchedAt = useRef(0)
  useEffect(() => {
    const set = (next: Idle): void => {
      now.current = next
      setStage(next)
    }
    if (!free) {
      set('awake')
      return undefined
    }
    let timer = 0
    const look = (): void => {
      clearTimeout(timer)
      const ms = performance.now() - touchedAt.current
      set(idleAfter(ms, told))
      const next = nextChange(ms, told)
      if (next !== null) timer = window.setTimeout(look, next - ms + 1)
    }
    const touched = (): void => {
      touchedAt.current = performance.now()
      look()
    }
    // A feed that is read anew wakes nobody.
    if (now.current === 'awake') touched()
    else look()
    const end = listenForTouch({
      sleeps: () => now.current !== 'awake',
      hasControls: () => now.current === 'notices',
      wake: touched,
      touched,
    })
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [free, told])
  return stage
}

/** What had the focus before the screen slept has it again afterwards. */
export function useFocusKept(asleep: boolean): void {
  const before = useRef<Element | null>(null)
  // In layout effects: soon after it has become inert, what is behind has lost the focus.
  useLayoutEffect(() => {
    if (asleep) return undefined
    const kept = before.current
    if (kept instanceof HTMLElement && kept.isConnected) kept.focus()
    return () => {
      before.current = document.activeElement
    }
  }, [asleep])
}
