import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import type { CallbackShown } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'
import { CallbackLeft } from './CallbackLeft'
import { CheckCallback } from './CheckCallback'
import { Keypad } from './Keypad'
import { Windows } from './Windows'

/** A time, a number, a check: one thing on each screen. */
export function LeaveCallback({ callback }: { callback: CallbackShown }): ReactElement {
  return callback.step === 'left' ? (
    <CallbackLeft callback={callback} />
  ) : (
    <Asking callback={callback} />
  )
}

/** The number lives here alone, and goes with this screen: sent, left or dropped for being idle. */
function Asking({ callback }: { callback: CallbackShown }): ReactElement {
  const [number, setNumber] = useState('')
  const link = useTerminal()
  const lost = callback.step === 'check' && number === ''
  useEffect(() => {
    // The page was loaded anew: it is typed again.
    if (lost) link.send({ type: 'booth.back' })
  }, [link, lost])
  switch (callback.step) {
    case 'number':
      return <Keypad number={number} onChange={setNumber} />
    case 'check':
    case 'sending':
      return <CheckCallback callback={callback} number={number} />
    default:
      return <Windows callback={callback} />
  }
}
