import { useCallback, useEffect, useState } from 'react'
import type { Api, Me } from '@/api/http'
import { failureOf, type Failure } from '@/features/errors/failure'

export type Access =
  | { state: 'asking' }
  | { state: 'out' }
  | { state: 'in'; me: Me }
  | { state: 'failed'; failure: Failure }

/** Whether anybody is signed in to this workspace; `ask` asks again. */
export function useMe(api: Api): { access: Access; ask: () => Promise<void>; out: () => void } {
  const [access, setAccess] = useState<Access>({ state: 'asking' })
  const ask = useCallback(async () => {
    try {
      const me = await api.me()
      setAccess(me ? { state: 'in', me } : { state: 'out' })
    } catch (error) {
      setAccess({ state: 'failed', failure: failureOf(error) })
    }
  }, [api])
  const out = useCallback(() => setAccess({ state: 'out' }), [])
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- set after the answer
    void ask()
  }, [ask])
  return { access, ask, out }
}
