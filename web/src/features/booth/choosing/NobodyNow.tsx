import type { ReactElement } from 'react'
import { ownName } from '@/i18n/ownName'
import { useBoothLocale } from '@/locales/booth'
import type { Choosing, ServiceCard } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'
import { OwnSentence } from '../meeting/InOwnLanguage'
import { listed, offerIn, serves, type Way } from '../offer'
import { Opens } from './Opens'

interface Props {
  choosing: Choosing
  card: ServiceCard
  /** In the resident's own language; null: there is no such way. */
  own: Way | null
  ways: readonly Way[]
}

/** The truth at once, and what else there is. */
export function NobodyNow({ choosing, card, own, ways }: Props): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const others = ways.filter((way) => way !== own && serves(way.offer))
  const { help } = choosing
  const helps = help && help.id !== card.id && serves(listed(help, choosing.spoken))
  const again = own !== null && serves(own.offer)
  return (
    <div className="booth-service-ask">
      <div role="status">
        <OwnSentence spoken={choosing.spoken} word="nobody" />
        <Truth choosing={choosing} card={card} own={own} />
      </div>
      <div className="booth-else">
        {again && (
          <button
            type="button"
            className="booth-ask booth-ask-else"
            onClick={() =>
              link.send({ type: 'booth.ask', language: own.language, interpreter: own.interpreted })
            }
          >
            {t('ask.again')}
          </button>
        )}
        {others.length > 0 && (
          <div className="booth-else-languages" role="group" aria-labelledby="ask-in">
            <p id="ask-in">{t('ask.in')}</p>
            {others.map(({ language }) => (
              <button
                key={language}
                type="button"
                lang={language}
                className="booth-ask booth-ask-else"
                onClick={() => link.send({ type: 'booth.ask', language, interpreter: false })}
              >
                {ownName(language)}
              </button>
            ))}
          </div>
        )}
        {choosing.callbacks && (
          <button
            type="button"
            className="booth-ask booth-ask-else"
            onClick={() => link.send({ type: 'booth.callback' })}
          >
            {t('callback.offer')}
          </button>
        )}
        {helps && (
          <button
            type="button"
            className="booth-ask booth-ask-else"
            onClick={() => link.send({ type: 'booth.service', service: help.id })}
          >
            {t('help.ask')}
          </button>
        )}
        <button
          type="button"
          className="booth-ask booth-ask-else"
          onClick={() => link.send({ type: 'booth.back' })}
        >
          {t('nobody.others')}
        </button>
      </div>
    </div>
  )
}

function Truth({ choosing, card, own }: Omit<Props, 'ways'>): ReactElement {
  const { t } = useBoothLocale()
  const offer = own?.offer ?? offerIn(card.availability, card.languages[0] ?? '')
  if (choosing.why && choosing.why !== 'closed') return <p>{t(`why.${choosing.why}`)}</p>
  if (offer.state !== 'closed') {
    return <p>{own ? t('why.nobody_on_duty') : t('nobody.language')}</p>
  }
  return (
    <>
      <p>{t('nobody.closed')}</p>
      {offer.opensInS !== null && (
        <p>
          <Opens key={offer.opensInS} inS={offer.opensInS} />
        </p>
      )}
    </>
  )
}
