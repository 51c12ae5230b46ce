import { useRef } from 'react'
import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { DeviceNotes } from '@/features/devices/components/DeviceNotes'
import { SelfView } from '@/features/devices/components/SelfView'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { usePairName } from '@/features/interpreter/hooks/usePairName'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { useWorkspace } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useExpertLocale } from '@/locales/expert'
import type { DeclineReason } from '@/protocol/client'
import type { ReservationTold } from '@/protocol/server'
import type { Timed } from '@/state/workspace'
import { useRingAlert } from '../hooks/useRingAlert'
import { Countdown } from './Countdown'
import { DeclineMenu } from '../later'
import './ring.css'

/** Somebody needs this person now: who, where, in what language, and for how long it rings. */
export function RingCard({ ring }: { ring: Timed<ReservationTold> }): ReactElement {
  const { t, language } = useExpertLocale()
  const { client, local } = useWorkspace()
  const languageName = useLanguageName()
  const pairName = usePairName()
  const action = useAction()
  const accept = useRef<HTMLButtonElement>(null)
  const { told } = ring
  const service = nameIn(told.service_name, language)
  const place = nameIn(told.place_name, language)
  useRingAlert(t('ring.title', { service }), t('ring.body', { place }), accept)

  const answer = (): void => {
    performance.mark('etaluukku:accept')
    const { reservation } = told
    void action.run(() => client.request({ type: 'reservation.accept', reservation }))
  }
  const answerByVoice = (): void => {
    void local.voiceOnly().then(answer)
  }
  const decline = (reason: DeclineReason | null): void => {
    const { reservation } = told
    void action.run(() => client.request({ type: 'reservation.reject', reservation, reason }))
  }
  return (
    <section className="ring card" role="alertdialog" aria-labelledby="ring-heading" aria-describedby="ring-facts">
      <div className="ring-text">
        <p className="ring-over">{t('ring.over')}</p>
        <Heading variant="h1hero" as="h2" id="ring-heading">
          {service}
        </Heading>
        <dl id="ring-facts" className="ring-facts">
          <dt>{t('ring.place')}</dt>
          <dd>
            {place}, {nameIn(told.terminal_name, language)}
          </dd>
          <dt>{t(told.into ? 'ring.languages' : 'ring.language')}</dt>
          <dd>{told.into ? t('ring.pair', { pair: pairName(told) }) : languageName(told.language)}</dd>
          <dt>{t('ring.summoner')}</dt>
          <dd>
            {told.summoned_by.role === 'terminal' ? t('ring.resident') : told.summoned_by.name}
          </dd>
        </dl>
        <FailureNote failure={action.failure} />
        <div className="row ring-buttons">
          <Button ref={accept} onClick={answer} disabled={action.busy}>
            {t('ring.accept')}
          </Button>
          {/* An interpreter is always visible. */}
          {told.kind === 'visit' && (
            <Button variant="secondary" onClick={answerByVoice} disabled={action.busy}>
              {t('ring.acceptByVoice')}
            </Button>
          )}
          <DeclineMenu onDecline={decline} disabled={action.busy} />
          <Countdown ring={ring} />
        </div>
      </div>
      <div className="ring-self stack">
        <SelfView />
        <DeviceNotes />
      </div>
    </section>
  )
}
