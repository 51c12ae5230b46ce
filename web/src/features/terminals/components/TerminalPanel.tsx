import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'
import type { TerminalState } from '@/protocol/server'

interface Props {
  terminal: TerminalState
  /** In a visit the charge is not given up by mistake. */
  inVisit: boolean
}

/** The terminal in the clerk's own charge. */
export function TerminalPanel({ terminal, inVisit }: Props): ReactElement {
  const { t, language } = useClerkLocale()
  const { client } = useWorkspace()
  const action = useAction()
  const seat = terminal.in_charge?.seat ?? 'at_desk'
  const giveUp = (): void => {
    const { terminal: id } = terminal
    void action.run(() => client.request({ type: 'terminal.detach', terminal: id }))
  }
  return (
    <section className="card terminal-panel" aria-label={t('terminals.own')}>
      <div className="terminal-who">
        <strong>{nameIn(terminal.place_name, language)}</strong>
        <span>{nameIn(terminal.name, language)}</span>
        <span className="quiet">{t(`terminals.seat.${seat}`)}</span>
      </div>
      <span className={terminal.online ? 'reached' : 'unreached'} role="status">
        {terminal.online ? t('terminals.online') : t('terminals.offline')}
      </span>
      {!inVisit && (
        <Button variant="secondaryNoBorder" onClick={giveUp} disabled={action.busy}>
          {t('terminals.change')}
        </Button>
      )}
      <FailureNote failure={action.failure} />
    </section>
  )
}
