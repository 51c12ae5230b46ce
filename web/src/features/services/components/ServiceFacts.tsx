import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'

/** When the service is open, and what papers to bring. */
export function ServiceFacts({ service }: { service: Service }): ReactElement {
  const { t, language } = useClerkLocale()
  const facts = [
    ['services.hours', nameIn(service.hours, language)],
    ['services.papers', nameIn(service.papers, language)],
  ] as const
  return (
    <details>
      <summary>{t('services.more')}</summary>
      <dl>
        {facts.map(([key, text]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
