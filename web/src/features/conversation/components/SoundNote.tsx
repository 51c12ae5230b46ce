import type { ReactElement } from 'react'
import { InlineAlert } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import type { Trouble } from '@/protocol/desk-to-person'

/** What is wrong with the sound of the resident's microphone, and what helps. */
export function SoundNote({ trouble }: { trouble: Trouble | null }): ReactElement {
  const { t } = useStaffLocale()
  return (
    <div role="status" className="sound-note">
      {trouble && <InlineAlert status="warning">{t(`sound.trouble.${trouble}`)}</InlineAlert>}
    </div>
  )
}
