import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'
import { randomId } from '@/lib/ids'
import type { RequestCreate } from '@/protocol/client'

/** What is asked for, in the words of the protocol; who asks and where stands fast. */
export type Wanted = Omit<RequestCreate, 'id' | 'type' | 'request' | 'terminal'>

type Action = ReturnType<typeof useAction>

/** Summon a service to the terminal in charge, and take a request back. */
export function useSummon(terminal: string): Pick<Action, 'busy' | 'failure'> & {
  summon: (wanted: Wanted) => void
  cancel: (request: string) => void
} {
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  return {
    busy,
    failure,
    summon(wanted) {
      const request = randomId('req')
      void run(() => client.request({ type: 'request.create', request, terminal, ...wanted }))
    },
    cancel(request) {
      void run(() => client.request({ type: 'request.cancel', request }))
    },
  }
}
