import { useId } from 'react'
import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import { waitWords } from '@/lib/waitRange'
import { usePairName } from '../hooks/usePairName'
import { isServed, type Offer } from '../offers'

interface Props {
  offers: readonly Offer[]
  chosen: Offer | null
  disabled: boolean
  /** One is there already. */
  another: boolean
  onChoose: (offer: Offer | null) => void
}

/** Which languages, and before asking: how many can come now, and how soon. */
export function PairChoice({ offers, chosen, disabled, another, onChoose }: Props): ReactElement {
  const { t } = useStaffLocale()
  const pairName = usePairName()
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="interpreter-label">
        {t('interpreter.languages')}
      </label>
      <select
        id={id}
        className="interpreter-pairs"
        value={chosen?.key ?? ''}
        disabled={disabled}
        onChange={(event) =>
          onChoose(offers.find(({ key }) => key === event.target.value) ?? null)
        }
      >
        <option value="">{t(another ? 'interpreter.noOther' : 'interpreter.none')}</option>
        {offers.map((offer) => (
          <option key={offer.key} value={offer.key} disabled={!isServed(offer)}>
            {`${pairName(offer)}: ${words(offer)}`}
          </option>
        ))}
      </select>
      {chosen && <p className="quiet">{words(chosen)}</p>}
    </div>
  )

  function words({ closed, availability }: Offer): string {
    if (closed) return t('interpreter.closed')
    const { available, on_duty, wait } = availability
    if (on_duty === 0) return t('interpreter.nobody')
    const count =
      available > 0
        ? t.count('interpreter.free', available)
        : t.count('interpreter.busy', on_duty)
    const soon = wait && waitWords(wait)
    return soon ? `${count}, ${t(`wait.${soon.kind}`, soon)}` : count
  }
}
