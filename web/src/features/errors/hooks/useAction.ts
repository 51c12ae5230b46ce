import { useCallback, useState } from 'react'
import { failureOf, type Failure } from '../failure'

interface Action {
  run: (work: () => Promise<unknown>) => Promise<boolean>
  busy: boolean
  failure: Failure | null
  dismiss: () => void
}

/** Something that a person asks for: whether it is under way, and why it failed. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setBusy(true)
    setFailure(null)
    try {
      await work()
      return true
    } catch (error) {
      setFailure(failureOf(error))
      return false
    } finally {
      setBusy(false)
    }
  }, [])
  const dismiss = useCallback(() => setFailure(null), [])
  return { run, busy, failure, dismiss }
}
