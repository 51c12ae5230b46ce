import { useCallback, useEffect, useMemo, useState } from 'react'
import { failureOf, type Failure } from '@/features/errors/failure'
import { useWorkspace } from '@/features/workspace/context'
import { browserClock } from '@/lib/timers'
import { keptPress, press, raiseAlarm, type Press } from '@/signaling/raiseAlarm'

export type Raising =
  | { state: 'idle' }
  /** On its way since `at`, ms of `performance.now`. */
  | { state: 'sending'; at: number }
  | { state: 'sent' }
  | { state: 'refused'; failure: Failure }

/** Raises alarms, and brings one to its end that a reload of the page has interrupted. */
export function useGuardAlarm(): { raising: Raising; raise: (terminal: string | null) => void } {
  const { client, api } = useWorkspace()
  const kept = useMemo(() => keptPress(api.workspace), [api])
  const [raising, setRaising] = useState<Raising>({ state: 'idle' })
  const carryOut = useCallback(
    async (pressed: Press) => {
      kept.set(pressed)
      setRaising({ state: 'sending', at: performance.now() })
      try {
        await raiseAlarm(client, pressed, browserClock)
        setRaising({ state: 'sent' })
      } catch (error) {
        setRaising({ state: 'refused', failure: failureOf(error) })
      } finally {
        kept.set(null)
      }
    },
    [client, kept],
  )
  useEffect(() => {
    const interrupted = kept.get()
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it goes on where it was
    if (interrupted) void carryOut(interrupted)
  }, [kept, carryOut])
  const raise = useCallback(
    (terminal: string | null) => {
      // One on its way takes in the next presses.
      if (raising.state !== 'sending') void carryOut(press(terminal))
    },
    [raising.state, carryOut],
  )
  return { raising, raise }
}
