import type { ReactElement } from 'react'
import { InlineAlert } from 'suomifi-ui-components'
import { useWorkspaceState } from '@/features/workspace/context'
import { useExpertLocale } from '@/locales/expert'

/** The truth of a ring that ended without this tab's answer. */
export function RingEnded(): ReactElement {
  const { t } = useExpertLocale()
  const ended = useWorkspaceState().endedReservation
  const elsewhere = ended?.state === 'accepted' && !ended.accepted_here
  const withdrawn = ended?.state === 'rescinded' || ended?.state === 'canceled'
  return (
    <div role="status">
      {elsewhere && <InlineAlert>{t('ring.elsewhere')}</InlineAlert>}
      {withdrawn && <InlineAlert>{t('ring.withdrawn')}</InlineAlert>}
    </div>
  )
}
