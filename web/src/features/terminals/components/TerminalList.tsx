import type { ReactElement } from 'react'
import type { TerminalState } from '@/protocol/server'
import type { Seen } from '../glance'
import { useHeldOrder } from '../hooks/useHeldOrder'
import { TerminalRow } from './TerminalRow'
import './terminals.css'

interface Props {
  seen: Seen[]
  busy: boolean
  onChoose?: (terminal: TerminalState) => void
  onHelp: ((terminal: string) => void) | null
}

/** Terminals one below the other, who needs a person first. */
export function TerminalList({ seen, busy, onChoose, onHelp }: Props): ReactElement {
  const { rows, hold, release } = useHeldOrder(seen)
  return (
    <ul className="plain terminals" onPointerEnter={hold} onPointerLeave={release}>
      {rows.map((each) => (
        <TerminalRow
          key={each.terminal.terminal}
          seen={each}
          busy={busy}
          onChoose={onChoose}
          onHelp={onHelp}
        />
      ))}
    </ul>
  )
}
