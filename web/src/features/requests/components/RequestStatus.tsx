import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { nameIn } from '@/i18n/languages'
import { asClock, useSecondsSince } from '@/lib/useSeconds'
import { waitWords } from '@/lib/waitRange'
import { useClerkLocale } from '@/locales/clerk'
import type { RequestTold } from '@/protocol/server'
import type { Timed } from '@/state/workspace'
import './requests.css'

interface Props {
  request: Timed<RequestTold>
  busy: boolean
  onCancel: () => void
}

/** A request under way: whom it rings, how long it has waited, and the way back. */
export function RequestStatus({ request, busy, onCancel }: Props): ReactElement {
  const { t, language } = useClerkLocale()
  const languageName = useLanguageName()
  const { told } = request
  const open = told.state === 'pending' || told.state === 'reserved'
  return (
    <section className={`card request request-${told.state}`} aria-label={t('request.heading')}>
      <Heading variant="h4" as="h3">
        {nameIn(told.service_name, language)}
      </Heading>
      <p className="quiet request-language">{languageName(told.language)}</p>
      <p role="status" className="request-state">
        {told.state === 'reserved'
          ? t('request.state.reserved', { nth: told.rung })
          : t(`request.state.${told.state}`)}
      </p>
      {open && told.declined && <p className="quiet">{t(`request.declined.${told.declined}`)}</p>}
      {told.position !== null && <Place told={told} />}
      {open && (
        <div className="row">
          <Button variant="secondary" onClick={onCancel} disabled={busy}>
            {t('request.cancel')}
          </Button>
          <Waited request={request} />
        </div>
      )}
    </section>
  )
}

export function Place({ told }: { told: RequestTold }): ReactElement {
  const { t } = useClerkLocale()
  const words = told.wait && waitWords(told.wait)
  return (
    <p className="quiet request-place">
      {t('request.position', { position: told.position ?? 1 })}
      {', '}
      {words ? t(`wait.${words.kind}`, words) : t('request.waitUnknown')}
    </p>
  )
}

export function Waited({ request }: { request: Timed<RequestTold> }): ReactElement {
  const { t } = useClerkLocale()
  const time = asClock(request.told.waited_s + useSecondsSince(request.at))
  return (
    <span className="quiet" role="timer">
      {t('request.waited', { time })}
    </span>
  )
}
