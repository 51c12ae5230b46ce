import { useEffect, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useWorkspaceState } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'
import { ownTerminal } from '@/state/select'
import { CallbackForm } from './CallbackForm'
import './callbacks.css'

interface Props {
  service: string
  serviceName: string
  languages: readonly string[]
}

/** Where nobody can help now: be reached later instead. */
export function CallbackOffer({ service, serviceName, languages }: Props): ReactElement | null {
  const { t } = useClerkLocale()
  const state = useWorkspaceState()
  const [step, setStep] = useState<'closed' | 'open' | 'left'>('closed')
  const done = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (step === 'left') done.current?.focus()
  }, [step])
  if (!state.takesCallbacks) return null
  if (step === 'open') {
    return (
      <CallbackForm
        service={service}
        serviceName={serviceName}
        languages={languages}
        terminal={ownTerminal(state)?.terminal ?? null}
        onDone={() => setStep('left')}
        onCancel={() => setStep('closed')}
      />
    )
  }
  return (
    <div className="callback-offer">
      {step === 'left' && (
        <p ref={done} tabIndex={-1} role="status" className="callback-left-note">
          {t('callback.left')}
        </p>
      )}
      <Button variant="secondary" onClick={() => setStep('open')}>
        {t(step === 'left' ? 'callback.another' : 'callback.leave')}
        <span className="visually-hidden"> {serviceName}</span>
      </Button>
    </div>
  )
}
