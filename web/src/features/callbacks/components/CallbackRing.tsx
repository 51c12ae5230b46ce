import { useRef } from 'react'
import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { Countdown } from '@/features/ring/components/Countdown'
import '@/features/ring/components/ring.css'
import { useRingAlert } from '@/features/ring/hooks/useRingAlert'
import { useWorkspace } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useExpertLocale } from '@/locales/expert'
import type { ReservationTold } from '@/protocol/server'
import type { Timed } from '@/state/workspace'

/** Somebody is to be reached: about what and in what language; how, only who takes it is told. */
export function CallbackRing({ ring }: { ring: Timed<ReservationTold> }): ReactElement {
  const { t, language } = useExpertLocale()
  const { client } = useWorkspace()
  const languageName = useLanguageName()
  const action = useAction()
  const accept = useRef<HTMLButtonElement>(null)
  const { told } = ring
  const { reservation } = told
  const service = nameIn(told.service_name, language)
  useRingAlert(t('ring.title', { service }), t('ring.callback'), accept)
  const answer = (type: 'reservation.accept' | 'reservation.reject'): void => {
    void action.run(() => client.request({ type, reservation }))
  }
  return (
    <section
      className="ring ring-alone card"
      role="alertdialog"
      aria-labelledby="ring-heading"
      aria-describedby="ring-facts"
    >
      <div className="ring-text">
        <p className="ring-over">{t('ring.callback')}</p>
        <Heading variant="h1hero" as="h2" id="ring-heading">
          {service}
        </Heading>
        <p>{t('ring.callbackText')}</p>
        <dl id="ring-facts" className="ring-facts">
          <dt>{t('ring.language')}</dt>
          <dd>{languageName(told.language)}</dd>
          {told.place_name && (
            <>
              <dt>{t('ring.leftAt')}</dt>
              <dd>{nameIn(told.place_name, language)}</dd>
            </>
          )}
        </dl>
        <FailureNote failure={action.failure} />
        <div className="row ring-buttons">
          <Button ref={accept} onClick={() => answer('reservation.accept')} disabled={action.busy}>
            {t('ring.take')}
          </Button>
          <Button
            variant="secondary"
            onClick={() => answer('reservation.reject')}
            disabled={action.busy}
          >
            {t('ring.cannotTake')}
          </Button>
          <Countdown ring={ring} />
        </div>
      </div>
    </section>
  )
}
