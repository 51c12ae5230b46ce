import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'
import { randomId } from '@/lib/ids'

type Action = ReturnType<typeof useAction>

/** Summon a service to the terminal in charge, and take a request back. */
export function useSummon(terminal: string): Pick<Action, 'busy' | 'failure'> & {
  summon: (service: string, language: string) => void
  cancel: (request: string) => void
} {
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  return {
    busy,
    failure,
    summon(service, language) {
      const request = randomId('req')
      void run(() =>
        client.request({ type: 'request.create', request, service, language, terminal }),
      )
    },
    cancel(request) {
      void run(() => client.request({ type: 'request.cancel', request }))
    },
  }
}
