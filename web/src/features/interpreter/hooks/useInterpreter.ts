import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'
import { randomId } from '@/lib/ids'
import { need, type Offer } from '../offers'

type Action = ReturnType<typeof useAction>

/** Ask for an interpreter beside whoever is at the terminal, and take that back. */
export function useInterpreter(terminal: string): Pick<Action, 'busy' | 'failure'> & {
  add: (offer: Offer) => void
  cancel: (request: string) => void
} {
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  return {
    busy,
    failure,
    add(offer) {
      const asked = need(offer, randomId('int'))
      void run(() =>
        client.request({ type: 'request.create', kind: 'interpreter', terminal, ...asked }),
      )
    },
    cancel(request) {
      void run(() => client.request({ type: 'request.cancel', request }))
    },
  }
}
