import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import { VoiceIcon } from '@/ui/icons'
import './speaks.css'

/** Beside a name: this is who speaks (EN 301 549, 6.5.5). Its place is kept, so that nothing moves. */
export function SpeaksSign({ speaks }: { speaks: boolean }): ReactElement {
  const { t } = useStaffLocale()
  return (
    <span
      role="img"
      className="speaks-sign"
      aria-label={t('people.speaks')}
      title={t('people.speaks')}
      hidden={!speaks}
    >
      <VoiceIcon />
    </span>
  )
}
