import type { ReactElement } from 'react'
import { Heading, LoadingSpinner, Paragraph } from 'suomifi-ui-components'
import { OwnHours } from '@/features/availability/components/OwnHours'
import { SystemSetNotice } from '@/features/availability/components/SystemSetNotice'
import { DeviceCheck } from '@/features/devices/components/DeviceCheck'
import { InquiryOver } from '@/features/inquiry/components/InquiryOver'
import { SoundCheck } from '@/features/ring/components/SoundCheck'
import { useWorkspaceState } from '@/features/workspace/context'
import { useExpertLocale } from '@/locales/expert'
import { EndedNote } from '@/features/visit/components/EndedNote'
import { VisitOutcome } from '@/features/visit/later'
import { visitToConclude } from '@/state/select'
import './expert.css'

/** Between conversations. */
export function ReadyView(): ReactElement {
  const { t } = useExpertLocale()
  const workspace = useWorkspaceState()
  const { presence } = workspace
  const visit = visitToConclude(workspace)
  if (!presence) return <LoadingSpinner status="loading" text={t('shell.connecting')} />
  const { state } = presence.told
  // In a conversation whose room is not here: it is in another tab or on another device.
  const which = state === 'available' ? 'ready' : state === 'busy' ? 'elsewhere' : 'notReady'
  return (
    <div className="ready">
      <div className="stack">
        <SystemSetNotice />
        <EndedNote />
        <InquiryOver />
        {visit && <VisitOutcome key={visit.request} visit={visit} />}
        <section className="card stack" aria-labelledby="ready-heading">
          <Heading variant="h2" id="ready-heading">
            {t(`expert.${which}`)}
          </Heading>
          <Paragraph>{t(`expert.${which}How`)}</Paragraph>
          {which === 'ready' && <SoundCheck />}
        </section>
        <OwnHours />
      </div>
      <DeviceCheck />
    </div>
  )
}
