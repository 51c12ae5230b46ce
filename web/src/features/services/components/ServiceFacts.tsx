import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import { useClerkLocale } from '@/locales/clerk'
import { Named } from '@/ui/Named'

/** When the service is open, and what papers to bring. */
export function ServiceFacts({ service }: { service: Service }): ReactElement {
  const { t } = useClerkLocale()
  const facts = [
    ['services.hours', service.hours],
    ['services.papers', service.papers],
  ] as const
  return (
    <details>
      <summary>{t('services.more')}</summary>
      <dl>
        {facts.map(([key, texts]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>
              <Named of={texts} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
