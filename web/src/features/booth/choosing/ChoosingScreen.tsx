import type { ReactElement } from 'react'
import type { BoothState, Choosing } from '@/protocol/booth-to-page'
import { useStillHere } from '../hooks/useStillHere'
import { LeaveCallback } from '../later'
import { Meeting } from '../meeting/Meeting'
import { IdleWarning } from './IdleWarning'
import { OneService } from './OneService'
import { Services } from './Services'
import { Themes } from './Themes'

interface Props {
  state: BoothState
  choosing: Choosing
}

/** The resident alone chooses: one thing on each screen. */
export function ChoosingScreen({ state, choosing }: Props): ReactElement {
  useStillHere()
  return (
    <>
      <Step state={state} choosing={choosing} />
      {choosing.idle_left_s !== null && <IdleWarning seconds={choosing.idle_left_s} />}
    </>
  )
}

function Step({ state, choosing }: Props): ReactElement {
  if (choosing.step === 'themes') return <Themes choosing={choosing} />
  const { chosen, callback } = choosing
  if (callback) return <LeaveCallback callback={callback} />
  if (choosing.step === 'meeting' && chosen) {
    return <Meeting state={state} choosing={choosing} card={chosen} />
  }
  return chosen ? (
    <OneService key={chosen.id} choosing={choosing} card={chosen} />
  ) : (
    <Services choosing={choosing} />
  )
}
