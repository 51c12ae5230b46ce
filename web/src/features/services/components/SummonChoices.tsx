import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import { AskButton } from '@/features/inquiry/components/AskButton'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'
import type { LanguageAvailability } from '@/protocol/server'
import { maySpeak, wanted, type Wishes } from '../wishes'
import { SummonButton, useAvailabilityText } from './SummonButton'

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
  const availabilityText = useAvailabilityText()
  const name = nameIn(service.name, language)
  const first = service.languages.slice(0, AT_ONCE)
  const rest = service.languages.slice(AT_ONCE)
  const of = (tag: string): LanguageAvailability | undefined =>
    availability?.find((each) => each.language === tag)
  const free = rest.filter((tag) => (of(tag)?.available ?? 0) > 0).length
  const button = (tag: string): ReactElement => (
    <div key={tag} className="summon-row">
      <SummonButton
        service={name}
        tag={tag}
        availability={of(tag)}
        disabled={disabled || !maySpeak(wishes, tag)}
        onSummon={() => onSummon(tag)}
      />
      <AskButton
        service={name}
        wanted={wanted(service.id, tag, wishes)}
        availability={availabilityText(of(tag))}
        nobody={of(tag)?.on_duty === 0 || !maySpeak(wishes, tag)}
      />
    </div>
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
