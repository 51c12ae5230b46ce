import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'
import type { LanguageAvailability } from '@/protocol/server'
import { maySpeak, type Wishes } from '../wishes'
import { SummonButton } from './SummonButton'

/** More languages than so many stand behind a disclosure, or the card grows out of its row. */
const AT_ONCE = 3

interface Props {
  service: Service
  availability: readonly LanguageAvailability[] | undefined
  wishes: Wishes
  disabled: boolean
  onSummon: (language: string) => void
}

/** One button for each language of the service. */
export function SummonChoices(props: Props): ReactElement {
  const { service, availability, wishes, disabled, onSummon } = props
  const { t, language } = useClerkLocale()
  const name = nameIn(service.name, language)
  const first = service.languages.slice(0, AT_ONCE)
  const rest = service.languages.slice(AT_ONCE)
  const of = (tag: string): LanguageAvailability | undefined =>
    availability?.find((each) => each.language === tag)
  const free = rest.filter((tag) => (of(tag)?.available ?? 0) > 0).length
  const button = (tag: string): ReactElement => (
    <SummonButton
      key={tag}
      service={name}
      tag={tag}
      availability={of(tag)}
      disabled={disabled || !maySpeak(wishes, tag)}
      onSummon={() => onSummon(tag)}
    />
  )
  return (
    <div className="service-languages" role="group" aria-label={t('services.summon', { name })}>
      {first.map(button)}
      {rest.length > 0 && (
        <details className="service-rest">
          <summary>
            {t.count('services.otherLanguages', rest.length)}
            {free > 0 && `, ${t.count('services.freeIn', free)}`}
          </summary>
          <div className="service-languages">{rest.map(button)}</div>
        </details>
      )}
    </div>
  )
}
