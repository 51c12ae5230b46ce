import { useEffect, useId, useRef } from 'react'
import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { Feedback as Stage } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'

/** From very badly to very well, as the terminal tells it on. */
const RATINGS = [1, 2, 3, 4, 5] as const

/** One question after the visit, answered by one touch or not at all. */
export function Feedback({ stage }: { stage: Stage }): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const id = useId()
  const thanks = useRef<HTMLParagraphElement>(null)
  const given = stage === 'given'
  // The button that was touched is gone: who hears the screen is told what came of it.
  useEffect(() => {
    if (given) thanks.current?.focus()
  }, [given])
  if (given) {
    return (
      <p className="booth-feedback-given" role="status" tabIndex={-1} ref={thanks}>
        {t('feedback.given')}
      </p>
    )
  }
  return (
    <section className="booth-feedback" aria-labelledby={id}>
      <h2 id={id}>{t('feedback.question')}</h2>
      <ul>
        {RATINGS.map((rating) => (
          <li key={rating}>
            <button type="button" onClick={() => link.send({ type: 'booth.rate', rating })}>
              <Face rating={rating} />
              {t(`feedback.${rating}`)}
            </button>
          </li>
        ))}
      </ul>
      <p className="booth-feedback-why">{t('feedback.why')}</p>
    </section>
  )
}

/** Sad to glad; the words below say the same. */
function Face({ rating }: { rating: number }): ReactElement {
  const bend = (rating - 3) * 4
  return (
    <svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <circle cx="24" cy="24" r="21" />
      <path d="M16 17v4M32 17v4" />
      <path d={`M14 ${32 - bend / 2}Q24 ${32 + bend} 34 ${32 - bend / 2}`} />
    </svg>
  )
}
