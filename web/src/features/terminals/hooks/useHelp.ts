import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'

/** Joining a resident who waits alone, from afar. */
export interface Help extends Pick<ReturnType<typeof useAction>, 'busy' | 'failure'> {
  begin: (terminal: string) => void
}

/** `charge` keeps the terminal in charge for as long as the visit lasts; null: there is none. */
export function useHelp(charge: (terminal: string | null) => void): Help {
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  return {
    busy,
    failure,
    begin(terminal) {
      charge(terminal)
      const attach = { type: 'terminal.attach', terminal, seat: 'remote', take_over: false } as const
      void run(() =>
        client.request(attach).catch((error: unknown) => {
          charge(null)
          throw error
        }),
      )
    },
  }
}
