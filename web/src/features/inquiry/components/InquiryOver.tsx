import type { ReactElement } from 'react'
import { InlineAlert } from 'suomifi-ui-components'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'

/** The question that one answered is over, and whether all of the answer arrived. */
export function InquiryOver(): ReactElement {
  const { t } = useStaffLocale()
  const { lastInquiry, participant } = useWorkspaceState()
  const lost = useStore(useWorkspace().media.lostTexts)
  const other = lastInquiry?.members.find((member) => member.participant !== participant)
  return (
    <div role="status">
      {other && (
        <InlineAlert>
          {t('inquiry.ended', { name: other.name })} {lost > 0 && t.count('inquiry.lost', lost)}
        </InlineAlert>
      )}
    </div>
  )
}
