import { useState } from 'react'
import type { ReactElement } from 'react'
import { Heading, LoadingSpinner, Paragraph, RadioButton, RadioButtonGroup } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useClerkLocale } from '@/locales/clerk'
import { SEATS } from '@/protocol/constants'
import type { Seat, TerminalState } from '@/protocol/server'
import { currentRing } from '@/state/select'
import { glance } from '../glance'
import type { Help } from '../hooks/useHelp'
import { TakenFromYou } from './TakenFromYou'
import { TakeOver } from '../later'
import { TerminalList } from './TerminalList'
import './terminals.css'

/** Where the clerk sits, and which terminal they take charge of. */
export function TerminalChooser({ help }: { help: Help }): ReactElement {
  const { t } = useClerkLocale()
  const { client } = useWorkspace()
  const { phase } = useStore(client.connection)
  const state = useWorkspaceState()
  const { lostTerminal } = state
  const seen = glance(state)
  // Who is rung answers that first.
  const rung = currentRing(state) !== null
  const [seat, setSeat] = useState<Seat>('at_desk')
  const [taking, setTaking] = useState<TerminalState | null>(null)
  const action = useAction()
  const attach = (terminal: string, takeOver: boolean): void => {
    setTaking(null)
    void action.run(() =>
      client.request({ type: 'terminal.attach', terminal, seat, take_over: takeOver }),
    )
  }
  const choose = (terminal: TerminalState): void => {
    if (terminal.in_charge && !terminal.in_charge.you) setTaking(terminal)
    else attach(terminal.terminal, false)
  }
  return (
    <section className="chooser" aria-labelledby="chooser-heading">
      <Heading variant="h2" id="chooser-heading">
        {t('terminals.heading')}
      </Heading>
      <div role="alert">{lostTerminal && <TakenFromYou terminal={lostTerminal} />}</div>
      <RadioButtonGroup
        labelText={t('terminals.seat')}
        name="seat"
        value={seat}
        onChange={(value) => setSeat(value as Seat)}
      >
        {SEATS.map((each) => (
          <RadioButton key={each} value={each} hintText={t(`terminals.seatHint.${each}`)}>
            {t(`terminals.seat.${each}`)}
          </RadioButton>
        ))}
      </RadioButtonGroup>
      <FailureNote failure={action.failure ?? help.failure} />
      {seen.length === 0 &&
        (phase === 'ready' ? (
          <Paragraph>{t('terminals.none')}</Paragraph>
        ) : (
          <LoadingSpinner status="loading" text={t('shell.connecting')} />
        ))}
      <TerminalList
        seen={seen}
        busy={action.busy || help.busy}
        onChoose={choose}
        onHelp={rung ? null : help.begin}
      />
      {taking && (
        <TakeOver
          terminal={taking}
          onConfirm={(terminal) => attach(terminal, true)}
          onClose={() => setTaking(null)}
        />
      )}
    </section>
  )
}
