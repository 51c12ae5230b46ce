import type { ReactElement } from 'react'
import { InlineAlert } from 'suomifi-ui-components'
import { useWorkspaceState } from '@/features/workspace/context'
import { useExpertLocale } from '@/locales/expert'

/** Says what the system set by itself, and why. */
export function SystemSetNotice(): ReactElement {
  const { t } = useExpertLocale()
  const told = useWorkspaceState().presence?.told
  const missed = told?.state === 'away' && told.reason === 'missed_ring'
  const lost = told?.state === 'away' && told.reason === 'connection_lost'
  return (
    <div role="alert">
      {missed && <InlineAlert status="warning">{t('presence.why.missed_ring')}</InlineAlert>}
      {lost && <InlineAlert status="warning">{t('presence.why.connection_lost')}</InlineAlert>}
    </div>
  )
}
