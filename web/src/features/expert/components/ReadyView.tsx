import type { ReactElement } from 'react'
import { Heading, LoadingSpinner, Paragraph } from 'suomifi-ui-components'
import { SystemSetNotice } from '@/features/availability/components/SystemSetNotice'
import { DeviceCheck } from '@/features/devices/components/DeviceCheck'
import { InquiryOver } from '@/features/inquiry/components/InquiryOver'
import { SoundCheck } from '@/features/ring/components/SoundCheck'
import { useWorkspaceState } from '@/features/workspace/context'
import { useExpertLocale } from '@/locales/expert'
import { EndedNote } from '@/features/visit/components/EndedNote'
import './expert.css'

/** Between conversations. */
export function ReadyView(): ReactElement {
  const { t } = useExpertLocale()
  const { presence } = useWorkspaceState()
  if (!presence) return <LoadingSpinner status="loading" text={t('shell.connecting')} />
  const available = presence.told.state === 'available'
  return (
    <div className="ready">
      <div className="stack">
        <SystemSetNotice />
        <EndedNote />
        <InquiryOver />
        <section className="card stack" aria-labelledby="ready-heading">
          <Heading variant="h2" id="ready-heading">
            {available ? t('expert.ready') : t('expert.notReady')}
          </Heading>
          <Paragraph>{available ? t('expert.readyHow') : t('expert.notReadyHow')}</Paragraph>
          {available && <SoundCheck />}
        </section>
      </div>
      <DeviceCheck />
    </div>
  )
}
