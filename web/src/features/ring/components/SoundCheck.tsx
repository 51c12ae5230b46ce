import { useState } from 'react'
import type { ReactElement } from 'react'
import { Button, InlineAlert } from 'suomifi-ui-components'
import { useExpertLocale } from '@/locales/expert'
import { RingOutput } from './RingOutput'
import { enableTone, playTone, toneIsEnabled } from '../tone'

const TRIAL_MS = 2800

/** After a reload nobody has clicked yet, and the ring would be silent: say so. */
export function SoundCheck(): ReactElement {
  const { t } = useExpertLocale()
  const [enabled, setEnabled] = useState(toneIsEnabled)
  const listen = (): void => {
    enableTone()
    setTimeout(playTone(), TRIAL_MS)
    setEnabled(true)
  }
  return (
    <div className="stack">
      <RingOutput />
      {!enabled && <InlineAlert status="warning">{t('ring.soundOff')}</InlineAlert>}
      <div>
        <Button variant={enabled ? 'secondaryNoBorder' : 'secondary'} onClick={listen}>
          {enabled ? t('ring.listen') : t('ring.enableSound')}
        </Button>
      </div>
    </div>
  )
}
