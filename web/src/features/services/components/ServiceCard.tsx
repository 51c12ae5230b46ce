import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import { useWorkspaceState } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'
import { SummonButton } from './SummonButton'

interface Props {
  service: Service
  canSummon: boolean
  onSummon: (service: string, language: string) => void
}

/** One service: what it does, when, what papers to bring, and who is free in which language. */
export function ServiceCard({ service, canSummon, onSummon }: Props): ReactElement {
  const { t, language } = useClerkLocale()
  const availability = useWorkspaceState().availability[service.id]
  const nobody = availability?.every((each) => each.on_duty === 0) ?? false
  const name = nameIn(service.name, language)
  const facts = [
    ['services.hours', nameIn(service.hours, language)],
    ['services.papers', nameIn(service.papers, language)],
  ] as const
  return (
    <li className="card service">
      <h4>{name}</h4>
      <p className="service-about">{nameIn(service.description, language)}</p>
      {nobody ? (
        <p className="service-nobody">{t('services.nobodyAtAll')}</p>
      ) : (
        <div className="service-languages" role="group" aria-label={t('services.summon', { name })}>
          {service.languages.map((tag) => (
            <SummonButton
              key={tag}
              service={name}
              tag={tag}
              availability={availability?.find((each) => each.language === tag)}
              disabled={!canSummon}
              onSummon={() => onSummon(service.id, tag)}
            />
          ))}
        </div>
      )}
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
    </li>
  )
}
