import { useEffect, useState } from 'react'
import { useWorkspace } from '@/features/workspace/context'
import { browserClock } from '@/lib/timers'
import { useStore } from '@/lib/store'
import { emptyWatched, watch, type Watched } from '../watched'

/** All that a supervisor is told, for as long as this is shown and on every connection. */
export function useSupervision(): Watched {
  const { client } = useWorkspace()
  const { phase } = useStore(client.connection)
  const [watched, setWatched] = useState(emptyWatched)
  useEffect(
    () => client.listen((message) => setWatched((now) => watch(now, message, browserClock.now()))),
    [client],
  )
  useEffect(() => {
    if (phase !== 'ready') return
    client.send({ type: 'supervision.watch' })
    client.send({ type: 'availability.watch' })
  }, [client, phase])
  return watched
}
