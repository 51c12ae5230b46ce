import type { ReactElement } from 'react'
import type { Choosing } from '@/protocol/booth-to-page'
import { LeaveCallback } from '../callback/LeaveCallback'
import { useStillHere } from '../hooks/useStillHere'
import { IdleWarning } from './IdleWarning'
import { OneService } from './OneService'
import { Services } from './Services'
import { Themes } from './Themes'

/** The resident alone chooses: one thing on each screen. */
export function ChoosingScreen({ choosing }: { choosing: Choosing }): ReactElement {
  useStillHere()
  return (
    <>
      <Step choosing={choosing} />
      {choosing.idle_left_s !== null && <IdleWarning seconds={choosing.idle_left_s} />}
    </>
  )
}

function Step({ choosing }: { choosing: Choosing }): ReactElement {
  if (choosing.step === 'themes') return <Themes choosing={choosing} />
  const { chosen, callback } = choosing
  if (callback) return <LeaveCallback callback={callback} />
  return chosen ? (
    <OneService key={chosen.id} choosing={choosing} card={chosen} />
  ) : (
    <Services choosing={choosing} />
  )
}
