import type { ReactElement } from 'react'
import { ownName } from '@/i18n/ownName'
import { useBoothLocale } from '@/locales/booth'
import type { CallbackShown } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { grouped } from './phone'
import { useWindowWords } from './useWindowWords'

interface Props {
  callback: CallbackShown
  number: string
}

/** What will happen, in one sentence, before it is sent. The focus has it read out. */
export function CheckCallback({ callback, number }: Props): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const title = useFocusOnShow()
  const words = useWindowWords()
  const sending = callback.step === 'sending'
  const phone = grouped(number)
  return (
    <div className="booth-choice booth-check">
      <h1 ref={title} tabIndex={-1}>
        {t('callback.check', { window: words(callback.window) })}{' '}
        <strong>{phone}</strong>
      </h1>
      <p>
        {t('callback.language')}{' '}
        <span lang={callback.language}>{ownName(callback.language)}</span>
      </p>
      <div role="status">
        {callback.failed && <p className="booth-number-short">{t('callback.notSent')}</p>}
        {sending && <p>{t('callback.sending')}</p>}
      </div>
      <div className="booth-check-buttons">
        <button
          type="button"
          className="booth-ask booth-ask-else"
          aria-disabled={sending}
          onClick={() => !sending && link.send({ type: 'booth.back' })}
        >
          {t('callback.correct')}
        </button>
        <button
          type="button"
          className="booth-ask"
          aria-disabled={sending}
          onClick={() => !sending && link.send({ type: 'booth.leave', phone })}
        >
          {t('callback.send')}
        </button>
      </div>
    </div>
  )
}
