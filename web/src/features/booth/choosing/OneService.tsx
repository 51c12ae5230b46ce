import type { ReactElement } from 'react'
import { isElsewhere } from '@/i18n/languages'
import { useBoothLocale } from '@/locales/booth'
import type { Choosing, ServiceCard } from '@/protocol/booth-to-page'
import { Named } from '@/ui/Named'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { serves, waysToAsk } from '../offer'
import { AskNow } from './AskNow'
import { NobodyNow } from './NobodyNow'

interface Props {
  choosing: Choosing
  card: ServiceCard
}

/** One service: what it does, what to have at hand, and asking for it, or the truth. */
export function OneService({ choosing, card }: Props): ReactElement {
  const { t, language } = useBoothLocale()
  const title = useFocusOnShow()
  const ways = waysToAsk(card, choosing.spoken, choosing.interpreter)
  const [first] = ways
  const own = first && (first.language === choosing.spoken || first.interpreted) ? first : null
  const served = own !== null && serves(own.offer) && choosing.why === null
  return (
    <div className="booth-choice booth-service">
      <h1 ref={title} tabIndex={-1}>
        <Named of={card.name} />
      </h1>
      <div className="booth-service-about">
        <p>
          <Named of={card.description} />
        </p>
        <dl>
          <dt>{t('service.papers')}</dt>
          <dd>
            <Named of={card.papers} />
          </dd>
          <dt>{t('service.hours')}</dt>
          <dd>
            <Named of={card.hours} />
          </dd>
        </dl>
        {isElsewhere(card, language) && <p>{t('service.elsewhere')}</p>}
      </div>
      {served ? (
        <AskNow way={own} />
      ) : (
        <NobodyNow choosing={choosing} card={card} own={own} ways={ways} />
      )}
    </div>
  )
}
