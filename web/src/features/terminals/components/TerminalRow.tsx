import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'
import type { TerminalState } from '@/protocol/server'
import { mayHelp, type Seen } from '../glance'
import { TerminalDoing } from './TerminalDoing'

interface Props {
  seen: Seen
  busy: boolean
  /** Take charge; left out where only help is offered. */
  onChoose?: ((terminal: TerminalState) => void) | undefined
  /** Join the resident who waits alone; null: not now. */
  onHelp: ((terminal: string) => void) | null
}

export function TerminalRow({ seen, busy, onChoose, onHelp }: Props): ReactElement {
  const { t, language } = useClerkLocale()
  const { terminal } = seen
  const charge = terminal.in_charge
  const name = nameIn(terminal.name, language)
  const taken = charge !== null && !charge.you
  const helps = mayHelp(seen) && onHelp !== null
  const verb = taken ? t('terminals.takeOver') : t('terminals.choose')
  return (
    <li className={`card terminal terminal-${seen.doing}`}>
      <div className="terminal-who">
        <strong>{nameIn(terminal.place_name, language)}</strong>
        <span>{name}</span>
      </div>
      <TerminalDoing seen={seen} />
      <span className="quiet terminal-charge">
        {charge ? t('terminals.inCharge', { name: charge.name }) : t('terminals.free')}
      </span>
      <div className="terminal-actions">
        {helps && (
          <Button
            disabled={busy}
            onClick={() => onHelp(terminal.terminal)}
            aria-label={`${t('glance.help')}: ${name}`}
          >
            {t('glance.help')}
          </Button>
        )}
        {onChoose && (
          <Button
            variant={taken || helps ? 'secondary' : 'default'}
            disabled={busy}
            onClick={() => onChoose(terminal)}
            aria-label={`${verb}: ${name}`}
          >
            {verb}
          </Button>
        )}
      </div>
    </li>
  )
}
