import { useEffect } from 'react'
import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { randomId } from '@/lib/ids'
import type { CallbackCreate } from '@/protocol/client'
import type { CallbackWindow } from '@/protocol/server'

export type Left = Omit<CallbackCreate, 'id' | 'type' | 'callback' | 'from_s' | 'until_s'>

type Action = ReturnType<typeof useAction>

/** Asks which windows there are, and leaves a callback in one of them. */
export function useLeaveCallback(service: string): Pick<Action, 'busy' | 'failure'> & {
  windows: readonly CallbackWindow[] | null
  leave: (left: Left, window: CallbackWindow) => Promise<boolean>
} {
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  const told = useWorkspaceState().callbackWindows[service]
  useEffect(() => {
    void run(() => client.request({ type: 'callback.windows', service }))
  }, [client, run, service])
  return {
    busy,
    failure,
    windows: told?.told.windows ?? null,
    leave(left, window) {
      // The windows were told a while ago: what is left until them has become shorter.
      const since_s = told ? (performance.now() - told.at) / 1000 : 0
      const from_s = Math.max(0, window.opens_in_s - since_s)
      const until_s = Math.max(from_s + 1, window.closes_in_s - since_s)
      const callback = randomId('cb')
      return run(() => client.request({ type: 'callback.create', callback, from_s, until_s, ...left }))
    },
  }
}
