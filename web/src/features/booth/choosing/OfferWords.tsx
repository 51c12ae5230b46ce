import type { ReactElement } from 'react'
import { waitWords } from '@/lib/waitRange'
import { useBoothLocale } from '@/locales/booth'
import type { Offer } from '../offer'
import { Opens } from './Opens'

/** How soon somebody answers, or why nobody does, in few words. */
export function OfferWords({ offer }: { offer: Offer }): ReactElement | null {
  const { t } = useBoothLocale()
  const { state, wait, opensInS } = offer
  if (state === 'unknown') return null
  const words = wait && waitWords(wait)
  return (
    <span className={`booth-offer booth-offer-${state}`}>
      {words ? t(`offer.wait.${words.kind}`, words) : t(`offer.${state}`)}
      {opensInS !== null && (
        <>
          {'. '}
          <Opens key={opensInS} inS={opensInS} />
        </>
      )}
    </span>
  )
}
