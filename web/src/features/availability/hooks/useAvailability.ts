import { useAction } from '@/features/errors/hooks/useAction'
import { enableTone } from '@/features/ring/tone'
import { askNotifications } from '@/features/ring/notifications'
import { useWorkspace } from '@/features/workspace/context'
import type { PresenceReason } from '@/protocol/server'

type Action = ReturnType<typeof useAction>

/** Becoming available and away, with what must happen in that very click. */
export function useAvailability(): Pick<Action, 'busy' | 'failure'> & {
  available: () => void
  away: (reason: PresenceReason) => void
  prolong: () => void
} {
  const { client, local } = useWorkspace()
  const { run, busy, failure } = useAction()
  return {
    busy,
    failure,
    available() {
      // Browsers allow sound, notifications and the camera's question only in a click.
      enableTone()
      void askNotifications()
      void local.hold('test').then(() => local.letGo('test'))
      void run(() => client.request({ type: 'presence.set', state: 'available' }))
    },
    away(reason) {
      void run(() => client.request({ type: 'presence.set', state: 'away', reason }))
    },
    prolong() {
      void run(() => client.request({ type: 'presence.prolong' }))
    },
  }
}
