import type { ReactElement } from 'react'
import { InlineAlert } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import type { RoomTold } from '@/protocol/server'
import { stageOf } from '../staff'

/** Whether the resident hears: nobody should have to guess. */
export function ConsultationNote({ room }: { room: RoomTold }): ReactElement {
  const { t } = useStaffLocale()
  const stage = stageOf(room)
  return (
    <div role="status" className="consultation-note">
      {stage === 'beginning' && (
        <InlineAlert status="warning">{t('consultation.beginning')}</InlineAlert>
      )}
      {stage === 'private' && <InlineAlert>{t('consultation.private')}</InlineAlert>}
    </div>
  )
}
