import type { ReactElement } from 'react'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { useClerkLocale } from '@/locales/clerk'
import { waitWords } from '@/lib/waitRange'
import type { LanguageAvailability } from '@/protocol/server'

interface Props {
  service: string
  tag: string
  availability: LanguageAvailability | undefined
  disabled: boolean
  onSummon: () => void
}

/** Summons the service in one language, and says how many can come now. */
export function SummonButton(props: Props): ReactElement {
  const { service, tag, availability, disabled, onSummon } = props
  const { t } = useClerkLocale()
  const language = useLanguageName()(tag)
  const text = useAvailabilityText()(availability)
  const nobody = availability?.on_duty === 0
  const state = stateOf(availability)
  return (
    <button
      type="button"
      className={`summon summon-${state}`}
      disabled={disabled || nobody}
      onClick={onSummon}
    >
      <span className="visually-hidden">{t('services.summonIn', { service })} </span>
      <span className="summon-language">{language}</span>{' '}
      <span className="summon-state">{text}</span>
    </button>
  )
}

/** In words: how many can come now, and how soon. */
export function useAvailabilityText(): (availability: LanguageAvailability | undefined) => string {
  const { t } = useClerkLocale()
  return (availability) => {
    if (!availability) return t('services.unknown')
    const { available, on_duty, wait } = availability
    if (on_duty === 0) return t('services.nobody')
    const count =
      available > 0 ? t.count('services.free', available) : t.count('services.busy', on_duty)
    const words = wait && waitWords(wait)
    return words ? `${count}, ${t(`wait.${words.kind}`, words)}` : count
  }
}

export function stateOf(availability: LanguageAvailability | undefined): 'free' | 'busy' | 'nobody' {
  if (!availability || availability.on_duty === 0) return 'nobody'
  return availability.available > 0 ? 'free' : 'busy'
}
