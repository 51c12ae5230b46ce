import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'
import type { TerminalState } from '@/protocol/server'

interface Props {
  terminal: TerminalState
  busy: boolean
  onChoose: () => void
}

export function TerminalRow({ terminal, busy, onChoose }: Props): ReactElement {
  const { t, language } = useClerkLocale()
  const { in_charge: charge, online } = terminal
  const name = nameIn(terminal.name, language)
  const taken = charge !== null && !charge.you
  return (
    <li className="card terminal">
      <div className="terminal-who">
        <strong>{nameIn(terminal.place_name, language)}</strong>
        <span>{name}</span>
      </div>
      <span className={online ? 'reached' : 'unreached'}>
        {online ? t('terminals.online') : t('terminals.offline')}
      </span>
      <span className="quiet terminal-charge">
        {charge ? t('terminals.inCharge', { name: charge.name }) : t('terminals.free')}
      </span>
      <Button
        variant={taken ? 'secondary' : 'default'}
        disabled={busy}
        onClick={onChoose}
        aria-label={`${taken ? t('terminals.takeOver') : t('terminals.choose')}: ${name}`}
      >
        {taken ? t('terminals.takeOver') : t('terminals.choose')}
      </Button>
    </li>
  )
}
