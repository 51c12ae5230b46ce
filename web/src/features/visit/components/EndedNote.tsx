import type { ReactElement } from 'react'
import { InlineAlert } from 'suomifi-ui-components'
import { useWorkspaceState } from '@/features/workspace/context'
import { useStaffLocale } from '@/locales/staff'

/** How the last conversation ended, when it was not by the reader's own hand. */
export function EndedNote(): ReactElement {
  const { t } = useStaffLocale()
  const ended = useWorkspaceState().endedRoom
  return (
    <div role="status">
      {ended?.reason && <InlineAlert>{t(`ended.${ended.reason}`)}</InlineAlert>}
    </div>
  )
}
