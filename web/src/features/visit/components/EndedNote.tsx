import type { ReactElement } from 'react'
import { InlineAlert } from 'suomifi-ui-components'
import { useWorkspaceState } from '@/features/workspace/context'
import { useStaffLocale } from '@/locales/staff'

/** How the last conversation ended. Of an unserved request its own notice tells more. */
export function EndedNote(): ReactElement {
  const { t } = useStaffLocale()
  const ended = useWorkspaceState().endedRoom
  const reason = ended?.kind === 'inquiry' ? null : ended?.reason
  return (
    <div role="status">
      {reason && reason !== 'unserved' && <InlineAlert>{t(`ended.${reason}`)}</InlineAlert>}
    </div>
  )
}
