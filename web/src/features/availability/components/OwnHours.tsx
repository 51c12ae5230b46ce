import type { ReactElement } from 'react'
import { Heading } from 'suomifi-ui-components'
import { useDirectory } from '@/features/services/hooks/useDirectory'
import { useWorkspace } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useExpertLocale } from '@/locales/expert'

/** When the person's own services are open, and so when they may be rung; no more than a fact. */
export function OwnHours(): ReactElement | null {
  const { t, language } = useExpertLocale()
  const { services: own = [] } = useWorkspace().me
  const { found } = useDirectory()
  const services =
    found.state === 'here' ? found.directory.services.filter(({ id }) => own.includes(id)) : []
  if (services.length === 0) return null
  return (
    <section className="card own-hours" aria-labelledby="own-hours-heading">
      <Heading variant="h3" as="h2" id="own-hours-heading">
        {t('presence.hours')}
      </Heading>
      <dl>
        {services.map(({ id, name, hours }) => (
          <div key={id}>
            <dt>{nameIn(name, language)}</dt>
            <dd>{nameIn(hours, language)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
