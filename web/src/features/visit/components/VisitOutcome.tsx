import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useExpertLocale } from '@/locales/expert'
import type { VisitOutcome as Outcome } from '@/protocol/client'
import { VISIT_OUTCOMES } from '@/protocol/constants'
import type { VisitTold } from '@/protocol/server'
import './visitOutcome.css'

/** How the visit that is over ended: one click, in the person's own time, and nothing to write. */
export function VisitOutcome({ visit }: { visit: VisitTold }): ReactElement {
  const { t, language } = useExpertLocale()
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  // Of the server: also what a colleague who was there has said.
  const kept = visit.outcome
  const conclude = (outcome: Outcome): void => {
    const { request } = visit
    void run(() => client.request({ type: 'request.conclude', request, outcome }))
  }
  return (
    <section className="card stack" aria-labelledby="outcome-heading">
      <Heading variant="h3" as="h2" id="outcome-heading">
        {t('outcome.heading', { service: nameIn(visit.service_name, language) })}
      </Heading>
      <div className="outcomes" role="group" aria-labelledby="outcome-heading">
        {VISIT_OUTCOMES.map((outcome) => (
          <Button
            key={outcome}
            variant={outcome === kept ? 'default' : 'secondary'}
            aria-pressed={outcome === kept}
            disabled={busy}
            onClick={() => conclude(outcome)}
          >
            {t(`outcome.${outcome}`)}
          </Button>
        ))}
      </div>
      <p role="status" className="quiet">
        {kept ? t('outcome.kept', { outcome: t(`outcome.${kept}`) }) : t('outcome.what')}
      </p>
      <FailureNote failure={failure} />
    </section>
  )
}
