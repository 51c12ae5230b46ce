import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'
import type { CallbackTold } from '@/protocol/server'
import { useWindowText } from '../hooks/useWindowText'
import './callbacks.css'

/** The open callbacks that this clerk has left since signing in; nobody's name among them. */
export function CallbacksLeft(): ReactElement | null {
  const { t, language } = useClerkLocale()
  const { client } = useWorkspace()
  const action = useAction()
  const windowText = useWindowText()
  const left = Object.values(useWorkspaceState().callbacks).map(({ told }) => told)
  const withdraw = ({ callback }: CallbackTold): void => {
    void action.run(() => client.request({ type: 'callback.withdraw', callback }))
  }
  if (left.length === 0) return null
  return (
    <section className="card callbacks-left" aria-labelledby="callbacks-heading">
      <Heading variant="h4" as="h3" id="callbacks-heading">
        {t('callback.open')}
      </Heading>
      <ul className="plain">
        {left.map((told) => (
          <li key={told.callback} className="callback-row">
            <span>
              <strong>{nameIn(told.service_name, language)}</strong>
              <br />
              {windowText(told.window)}
              {told.state === 'taken' && <span className="quiet"> · {t('callback.taken')}</span>}
              {told.state !== 'taken' && told.attempt > 0 && (
                <span className="quiet"> · {t('callback.tried')}</span>
              )}
            </span>
            {told.state !== 'taken' && (
              <Button
                variant="secondaryNoBorder"
                onClick={() => withdraw(told)}
                disabled={action.busy}
                aria-label={t('callback.withdrawThis', {
                  service: nameIn(told.service_name, language),
                  window: windowText(told.window),
                })}
              >
                {t('callback.withdraw')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <FailureNote failure={action.failure} />
    </section>
  )
}
