import { useState } from 'react'
import type { ReactElement } from 'react'
import { CallbacksLeft } from '@/features/callbacks/components/CallbacksLeft'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { InterpreterPanel } from '@/features/interpreter/components/InterpreterPanel'
import { need, offersIn } from '@/features/interpreter/offers'
import { RequestEnded } from '@/features/requests/components/RequestEnded'
import { RequestStatus } from '@/features/requests/components/RequestStatus'
import { useSummon, type Wanted } from '@/features/requests/hooks/useSummon'
import { ServiceDirectory } from '@/features/services/later'
import { OtherTerminals } from '@/features/terminals/components/OtherTerminals'
import { TerminalPanel } from '@/features/terminals/components/TerminalPanel'
import type { Help } from '@/features/terminals/hooks/useHelp'
import { EndedNote } from '@/features/visit/components/EndedNote'
import { VisitOutcome } from '@/features/visit/components/VisitOutcome'
import { VisitPanel } from '@/features/visit/components/VisitPanel'
import { useWorkspaceState } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'
import { randomId } from '@/lib/ids'
import { isConsulting, linksOf } from '@/media/plan'
import type { TerminalState } from '@/protocol/server'
import { currentRing, inquiryRoom, requestOf, visitRoom, visitToConclude } from '@/state/select'
import { isOpen, whyNotSummon } from '../summoning'
import { RemoteOpen } from './RemoteOpen'
import { RemoteStage } from '../later'
import './clerk.css'

interface Props {
  terminal: TerminalState
  /** For residents at other terminals. */
  help: Help
}

/** Everything about the one terminal in charge: services, request, visit. */
export function Console({ terminal, help }: Props): ReactElement {
  const { t } = useClerkLocale()
  const state = useWorkspaceState()
  const { summon, cancel, busy, failure } = useSummon(terminal.terminal)
  const me = state.participant ?? ''
  const room = visitRoom(state)
  const inquiring = inquiryRoom(state) !== null
  const request = requestOf(state, terminal.terminal)
  const why = whyNotSummon(terminal, request?.told ?? null, {
    accepting: state.accepting,
    inquiring,
  })
  const remote = terminal.in_charge?.seat === 'remote'
  // Beside the resident the console stays quiet: a consultation is by headset, without pictures.
  const onStage = remote && room !== null && linksOf(room.told, me).length > 0
  const [pair, setPair] = useState<string | null>(null)
  const chosen = offersIn(state.availability).find(({ key }) => key === pair) ?? null
  const interpreter = (
    <InterpreterPanel
      terminal={terminal.terminal}
      online={terminal.online}
      chosen={chosen}
      onChoose={(offer) => setPair(offer?.key ?? null)}
      {...(why === null && { hint: t('interpreter.withSummons') })}
    />
  )
  const summonWith = (wanted: Wanted): void => {
    summon(chosen ? { ...wanted, interpreter: need(chosen, randomId('int')) } : wanted)
    setPair(null)
  }
  const inVisit = room !== null || request !== null || inquiring
  const rung = currentRing(state) !== null
  const visit = visitToConclude(state)
  const inPrivate = room !== null && isConsulting(room.told)
  return (
    <div className="console">
      {onStage && <RemoteStage room={room} me={me} aside={interpreter} />}
      <section className="console-side" aria-labelledby="visit-heading">
        <h2 id="visit-heading" className="visually-hidden">
          {t('visit.heading')}
        </h2>
        <TerminalPanel terminal={terminal} inVisit={inVisit} />
        <FailureNote failure={failure} />
        <RequestEnded />
        <EndedNote />
        {visit && !rung && <VisitOutcome key={visit.request} visit={visit} />}
        {request && (
          <RequestStatus
            request={request}
            busy={busy}
            onCancel={() => cancel(request.told.request)}
          />
        )}
        {remote && !room && !inquiring && <RemoteOpen terminal={terminal} />}
        {room && !onStage && (inPrivate || !isOpen(request?.told ?? null)) && (
          <VisitPanel room={room.told} me={me} />
        )}
        {!onStage && interpreter}
        <CallbacksLeft />
        <OtherTerminals own={terminal.terminal} help={help} idle={!inVisit && !rung} />
      </section>
      <div className="console-services">
        <ServiceDirectory
          canSummon={why === null && !busy}
          why={why && t(why)}
          onSummon={summonWith}
        />
      </div>
    </div>
  )
}
