import { useRef } from 'react'
import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { Countdown } from '@/features/ring/components/Countdown'
import { DeclineMenu } from '@/features/ring/later'
import { useRingAlert } from '@/features/ring/hooks/useRingAlert'
import { useWorkspace } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useExpertLocale } from '@/locales/expert'
import type { ReservationTold } from '@/protocol/server'
import type { Timed } from '@/state/workspace'
import { QuestionIcon } from '@/ui/icons'
import '@/features/ring/components/ring.css'
import './inquiry.css'

/** A colleague asks something: nobody will be seen, and no device is opened. */
export function InquiryRing({ ring }: { ring: Timed<ReservationTold> }): ReactElement {
  const { t, language } = useExpertLocale()
  const { client } = useWorkspace()
  const languageName = useLanguageName()
  const { run, busy, failure } = useAction()
  const accept = useRef<HTMLButtonElement>(null)
  const { told } = ring
  const { reservation } = told
  const service = nameIn(told.service_name, language)
  const { name } = told.summoned_by
  useRingAlert(t('inquiry.ring.title', { service }), t('inquiry.ring.body', { name }), accept)
  return (
    <section
      className="ring ring-inquiry card"
      role="alertdialog"
      aria-labelledby="ring-heading"
      aria-describedby="ring-facts"
    >
      <div className="ring-text">
        <p className="inquiry-over">
          <QuestionIcon />
          {t('inquiry.ring.over')}
        </p>
        <Heading variant="h1" as="h2" id="ring-heading">
          {service}
        </Heading>
        <div id="ring-facts" className="stack">
          <dl className="ring-facts">
            <dt>{t('inquiry.ring.asker')}</dt>
            <dd>{name}</dd>
            <dt>{t('ring.language')}</dt>
            <dd>{languageName(told.language)}</dd>
          </dl>
          <p className="quiet">{t('inquiry.ring.how')}</p>
        </div>
        <FailureNote failure={failure} />
        <div className="row ring-buttons">
          <Button
            ref={accept}
            disabled={busy}
            onClick={() => void run(() => client.request({ type: 'reservation.accept', reservation }))}
          >
            {t('ring.accept')}
          </Button>
          <DeclineMenu
            disabled={busy}
            onDecline={(reason) =>
              void run(() => client.request({ type: 'reservation.reject', reservation, reason }))
            }
          />
          <Countdown ring={ring} />
        </div>
      </div>
    </section>
  )
}
