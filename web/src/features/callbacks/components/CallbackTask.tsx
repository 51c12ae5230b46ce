import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { Button, Heading, InlineAlert } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useExpertLocale } from '@/locales/expert'
import type { CallbackOutcome } from '@/protocol/client'
import type { RoomTold } from '@/protocol/server'
import { useWindowText } from '../hooks/useWindowText'
import { ContactView } from './ContactView'
import './callbacks.css'

/** Whom to reach and how, as long as one has taken it; then how it went. */
export function CallbackTask({ room }: { room: RoomTold }): ReactElement {
  const { t, language } = useExpertLocale()
  const { client } = useWorkspace()
  const state = useWorkspaceState()
  const languageName = useLanguageName()
  const windowText = useWindowText()
  const action = useAction()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const taken = Object.values(state.callbacks).find(({ told }) => told.state === 'taken')?.told
  const finish = (outcome: CallbackOutcome): void => {
    if (!taken) return
    const { callback } = taken
    void action.run(() => client.request({ type: 'callback.finish', callback, outcome }))
  }
  const leave = (): void => {
    void action.run(() => client.request({ type: 'room.leave', room: room.room }))
  }
  return (
    <section className="card callback-task" aria-labelledby="callback-heading">
      <p className="ring-over">{t('ring.callback')}</p>
      <Heading variant="h1" as="h2" id="callback-heading" tabIndex={-1} ref={heading}>
        {room.service_name && nameIn(room.service_name, language)}
      </Heading>
      {taken?.contact && <ContactView contact={taken.contact} />}
      {taken?.unreadable && (
        <InlineAlert status="error">{t('callback.unreadable')}</InlineAlert>
      )}
      {!taken && <p role="status">{t('callback.gone')}</p>}
      {taken && (
        <dl className="callback-facts">
          <dt>{t('ring.language')}</dt>
          <dd>{languageName(taken.language)}</dd>
          {taken.place_name && (
            <>
              <dt>{t('ring.leftAt')}</dt>
              <dd>{nameIn(taken.place_name, language)}</dd>
            </>
          )}
          <dt>{t('callback.wished')}</dt>
          <dd>{windowText(taken.window)}</dd>
          {taken.attempt > 1 && (
            <>
              <dt>{t('callback.attempt')}</dt>
              <dd>{t('callback.attemptNumber', { count: taken.attempt })}</dd>
            </>
          )}
        </dl>
      )}
      <FailureNote failure={action.failure} />
      <div className="row callback-buttons">
        {taken?.contact && (
          <Button onClick={() => finish('reached')} disabled={action.busy}>
            {t('callback.reached')}
          </Button>
        )}
        {taken?.contact && (
          <Button
            variant="secondary"
            onClick={() => finish('not_reached')}
            disabled={action.busy}
          >
            {t('callback.notReached')}
          </Button>
        )}
        {taken && (
          <Button
            variant="secondaryNoBorder"
            onClick={() => finish('returned')}
            disabled={action.busy}
          >
            {t('callback.return')}
          </Button>
        )}
        {!taken && (
          <Button variant="secondary" onClick={leave} disabled={action.busy}>
            {t('callback.close')}
          </Button>
        )}
      </div>
      {taken?.contact && <p className="quiet">{t('callback.erased')}</p>}
    </section>
  )
}
