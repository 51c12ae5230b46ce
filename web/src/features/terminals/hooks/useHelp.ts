import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'

/** Joining a resident who waits alone, from afar. */
export interface Help extends Pick<ReturnType<typeof useAction>, 'busy' | 'failure'> {
  begin: (terminal: string) => void
}

/** `charge` keeps the terminal in charge for as long as the visit lasts. */
export function useHelp(charge: (terminal: string) => void): Help {
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  return {
    busy,
    failure,
    begin(terminal) {
      charge(terminal)
      void run(() =>
        client.request({ type: 'terminal.attach', terminal, seat: 'remote', take_over: false }),
      )
    },
  }
}
