import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { CallbackShown } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { useWindowWords } from './useWindowWords'

/** When to be called: the times that the server offers, the nearest first. */
export function Windows({ callback }: { callback: CallbackShown }): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const title = useFocusOnShow()
  const words = useWindowWords()
  const { windows, failed } = callback
  return (
    <div className="booth-choice">
      <h1 ref={title} tabIndex={-1}>
        {t('callback.when')}
      </h1>
      <div role="status">
        {failed && <p>{t('callback.notHeard')}</p>}
        {windows?.length === 0 && <p>{t('callback.noWindows')}</p>}
      </div>
      {failed && (
        <button
          type="button"
          className="booth-ask booth-ask-else"
          onClick={() => link.send({ type: 'booth.callback' })}
        >
          {t('ask.again')}
        </button>
      )}
      <ul className="plain booth-tiles booth-windows">
        {windows?.map((window, nth) => (
          <li key={`${window.date} ${window.opens} ${window.closes}`}>
            <button
              type="button"
              className="booth-tile booth-window"
              onClick={() => link.send({ type: 'booth.window', window: nth })}
            >
              <Words text={words(window)} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The hours, its last word, stay on one line. */
function Words({ text }: { text: string }): ReactElement {
  const last = text.lastIndexOf(' ') + 1
  return (
    <span>
      {text.slice(0, last)}
      <span className="booth-window-hours">{text.slice(last)}</span>
    </span>
  )
}
