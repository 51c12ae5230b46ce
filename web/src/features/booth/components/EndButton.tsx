import { useRef } from 'react'
import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { Screen } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'

/** Always in the same corner. A conversation is asked about first; a request is not. */
export function EndButton({ screen }: { screen: Screen }): ReactElement | null {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const dialog = useRef<HTMLDialogElement>(null)
  const end = (): void => link.send({ type: 'booth.end' })
  switch (screen) {
    case 'start':
      return null
    case 'connecting':
      return (
        <button type="button" className="booth-end" onClick={end}>
          {t('end.cancel')}
        </button>
      )
    case 'choosing':
    case 'ended':
      return (
        <button
          type="button"
          className={screen === 'ended' ? 'booth-end booth-end-back' : 'booth-end booth-end-quiet'}
          onClick={() => link.send({ type: 'booth.dismiss' })}
        >
          {screen === 'ended' ? t('end.back') : t('end.toStart')}
        </button>
      )
    case 'conversation':
    case 'on_hold':
    case 'with_clerk':
      return (
        <>
          <button type="button" className="booth-end" onClick={() => dialog.current?.showModal()}>
            {t('end.end')}
          </button>
          <dialog ref={dialog} className="booth-dialog" aria-labelledby="end-question">
            <h2 id="end-question">{t('end.question')}</h2>
            <div className="booth-dialog-buttons">
              <button type="button" className="booth-end" onClick={end}>
                {t('end.yes')}
              </button>
              <button
                type="button"
                className="booth-continue"
                onClick={() => dialog.current?.close()}
              >
                {t('end.no')}
              </button>
            </div>
          </dialog>
        </>
      )
  }
}
