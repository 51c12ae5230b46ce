import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import { useTerminal } from '../context'
import type { Way } from '../offer'
import { OfferWords } from './OfferWords'

/** The one great button, how long it takes, and what the conversation is. */
export function AskNow({ way }: { way: Way }): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const { language, interpreted } = way
  return (
    <div className="booth-service-ask">
      <p role="status">
        <OfferWords offer={way.offer} />
      </p>
      <button
        type="button"
        className="booth-ask"
        onClick={() => link.send({ type: 'booth.ask', language, interpreter: interpreted })}
      >
        {interpreted ? t('ask.interpreted') : t('ask.now')}
      </button>
      <p className="booth-privacy">{t('start.privacy')}</p>
    </div>
  )
}
