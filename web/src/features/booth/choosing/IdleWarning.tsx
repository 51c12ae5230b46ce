import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import { useTerminal } from '../context'

/** Soon the choice is dropped: asked in good time, and one touch goes on (WCAG 2.2, 2.2.1). */
export function IdleWarning({ seconds }: { seconds: number }): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      className="booth-dialog"
      aria-labelledby="idle-question"
      aria-describedby="idle-text"
    >
      <h2 id="idle-question">{t('idle.question')}</h2>
      <p id="idle-text" className="booth-dialog-text">
        {t.count('idle.text', seconds)}
      </p>
      <div className="booth-dialog-buttons">
        <button
          type="button"
          className="booth-continue"
          onClick={() => link.send({ type: 'booth.touched' })}
        >
          {t('idle.goOn')}
        </button>
        <button
          type="button"
          className="booth-end booth-end-quiet"
          onClick={() => link.send({ type: 'booth.dismiss' })}
        >
          {t('end.toStart')}
        </button>
      </div>
    </dialog>
  )
}
