import type { ReactElement } from 'react'
import { Button, InlineAlert } from 'suomifi-ui-components'
import { playSiren } from '@/features/alarm/siren'
import { askNotifications } from '@/features/ring/notifications'
import { enableTone, toneEnabled } from '@/features/ring/tone'
import { useStore } from '@/lib/store'
import { useGuardLocale } from '@/locales/guard'

const TRIAL_MS = 1600

/** After a reload nobody has clicked yet, and an alarm would be silent: say so. */
export function SirenCheck(): ReactElement {
  const { t } = useGuardLocale()
  const enabled = useStore(toneEnabled)
  const listen = (): void => {
    enableTone()
    void askNotifications()
    setTimeout(playSiren(), TRIAL_MS)
  }
  return (
    <div className="stack">
      {!enabled && <InlineAlert status="warning">{t('guard.soundOff')}</InlineAlert>}
      <div>
        <Button variant={enabled ? 'secondaryNoBorder' : 'secondary'} onClick={listen}>
          {enabled ? t('guard.listen') : t('guard.enableSound')}
        </Button>
      </div>
    </div>
  )
}
