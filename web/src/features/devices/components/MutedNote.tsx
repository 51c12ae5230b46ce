import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import { MicrophoneIcon } from '@/ui/icons'
import './muted.css'

/** Said when somebody speaks although their microphone is off; the button beside it is theirs. */
export function MutedNote({ shown }: { shown: boolean }): ReactElement {
  const { t } = useStaffLocale()
  return (
    <p role="status" className="muted-note">
      {shown && (
        <>
          <MicrophoneIcon off />
          {t('controls.mutedSpeaks')}
        </>
      )}
    </p>
  )
}
