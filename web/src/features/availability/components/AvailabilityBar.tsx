import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useWorkspaceState } from '@/features/workspace/context'
import { useExpertLocale } from '@/locales/expert'
import type { PresenceState } from '@/protocol/server'
import { useAvailability } from '../hooks/useAvailability'
import { AwayMenu } from '../later'
import { PresenceSince } from './PresenceSince'
import './availability.css'

/** In these the person may say for themselves what they are. */
const MAY_BECOME_AVAILABLE: readonly PresenceState[] = ['away', 'wrap_up']
const MAY_GO_AWAY: readonly PresenceState[] = ['available', 'wrap_up']

/** The person's availability and the control of it, always in view. */
export function AvailabilityBar(): ReactElement | null {
  const { t } = useExpertLocale()
  const { presence } = useWorkspaceState()
  const { available, away, prolong, busy, failure } = useAvailability()
  if (!presence) return null
  const { state } = presence.told
  return (
    <section className={`availability availability-${state}`} aria-label={t('presence.heading')}>
      <PresenceSince presence={presence} />
      <div className="row">
        {MAY_BECOME_AVAILABLE.includes(state) && (
          <Button onClick={available} disabled={busy}>
            {t('presence.becomeAvailable')}
          </Button>
        )}
        {state === 'wrap_up' && (
          <Button variant="secondary" onClick={prolong} disabled={busy}>
            {t('presence.prolong')}
          </Button>
        )}
        {MAY_GO_AWAY.includes(state) && <AwayMenu onChoose={away} />}
      </div>
      <FailureNote failure={failure} />
    </section>
  )
}
