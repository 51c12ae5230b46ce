import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useWorkspaceState } from '@/features/workspace/context'
import { useStaffLocale } from '@/locales/staff'
import { interpreterOf } from '@/state/select'
import { useInterpreter } from '../hooks/useInterpreter'
import { isServed, type Offer, offersIn } from '../offers'
import { InterpreterState } from './InterpreterState'
import { PairChoice } from './PairChoice'
import './interpreter.css'

interface Props {
  terminal: string
  online: boolean
  /** The pair that is chosen, and comes along with the next summons. */
  chosen: Offer | null
  onChoose: (offer: Offer | null) => void
  /** Said while a pair is chosen: what else asks for it. */
  hint?: string
}

/** An interpreter beside whoever talks: with the next summons, or at once. */
export function InterpreterPanel(props: Props): ReactElement | null {
  const { terminal, online, chosen, onChoose, hint } = props
  const { t } = useStaffLocale()
  const state = useWorkspaceState()
  const { add, cancel, busy, failure } = useInterpreter(terminal)
  const offers = offersIn(state.availability)
  const request = interpreterOf(state, terminal)?.told ?? null
  const awaited = request?.state === 'pending' || request?.state === 'reserved'
  if (offers.length === 0 && !request) return null
  const ask = (offer: Offer): void => {
    add(offer)
    onChoose(null)
  }
  return (
    <section className="card stack interpreter" aria-labelledby="interpreter-heading">
      <Heading variant="h4" as="h3" id="interpreter-heading">
        {t('interpreter.heading')}
      </Heading>
      <InterpreterState
        told={request}
        ended={state.endedInterpreter}
        busy={busy}
        onCancel={cancel}
      />
      {!awaited && (
        <PairChoice
          offers={offers}
          chosen={chosen}
          disabled={!online}
          another={request !== null}
          onChoose={onChoose}
        />
      )}
      {!awaited && chosen && (
        <>
          {hint && <p className="quiet">{hint}</p>}
          <div>
            <Button
              variant="secondary"
              disabled={busy || !online || !isServed(chosen)}
              onClick={() => ask(chosen)}
            >
              {t('interpreter.add')}
            </Button>
          </div>
        </>
      )}
      <FailureNote failure={failure} />
    </section>
  )
}
