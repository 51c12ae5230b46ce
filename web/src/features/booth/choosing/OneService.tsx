import type { ReactElement } from 'react'
import { nameIn } from '@/i18n/languages'
import { useBoothLocale } from '@/locales/booth'
import type { Choosing, ServiceCard } from '@/protocol/booth-to-page'
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
        {nameIn(card.name, language)}
      </h1>
      <div className="booth-service-about">
        <p>{nameIn(card.description, language)}</p>
        <dl>
          <dt>{t('service.papers')}</dt>
          <dd>{nameIn(card.papers, language)}</dd>
          <dt>{t('service.hours')}</dt>
          <dd>{nameIn(card.hours, language)}</dd>
        </dl>
      </div>
      {served ? (
        <AskNow way={own} />
      ) : (
        <NobodyNow choosing={choosing} card={card} own={own} ways={ways} />
      )}
    </div>
  )
}
