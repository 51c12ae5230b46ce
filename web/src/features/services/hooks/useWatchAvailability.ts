import { useEffect } from 'react'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'

/** Be told the services' availability for as long as this is shown, on every connection. */
export function useWatchAvailability(): void {
  const { client } = useWorkspace()
  const { phase } = useStore(client.connection)
  useEffect(() => {
    if (phase === 'ready') client.send({ type: 'availability.watch' })
  }, [client, phase])
}
