import { useState } from 'react'
import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { useOutputs } from '@/features/devices/hooks/useOutputs'
import { useStaffLocale } from '@/locales/staff'
import { playTestTone } from '../testTone'
import { DeviceSelect } from './DeviceSelect'
import { Verdict, type VerdictTold } from './Verdict'

type Step = 'untried' | 'playing' | 'asked' | 'heard' | 'unheard' | 'failed'

/** A test tone, and the person's own word for whether it was heard. */
export function LoudspeakerCheck({ inRoom }: { inRoom: boolean }): ReactElement {
  const { t } = useStaffLocale()
  const { canChoose, outputs, deviceId, gone, choose } = useOutputs()
  const [step, setStep] = useState<Step>('untried')
  const play = (): void => {
    setStep('playing')
    playTestTone(deviceId).then(
      (there) => setStep(there ? 'asked' : 'failed'),
      () => setStep('failed'),
    )
  }
  const told: Partial<Record<Step, VerdictTold>> = {
    heard: { tone: 'good', what: t('check.loudspeaker.good') },
    unheard: { tone: 'bad', what: t('check.loudspeaker.bad'), toDo: t('check.loudspeaker.toDo') },
    failed: { tone: 'bad', what: t('check.loudspeaker.failed'), toDo: t('check.loudspeaker.toDo') },
  }
  return (
    <section className="stack" aria-labelledby="check-loudspeaker">
      <Heading variant="h3" id="check-loudspeaker">
        {t('check.loudspeaker')}
      </Heading>
      {/* A browser may let a page choose, and tell of no loudspeaker to choose. */}
      {canChoose && (outputs.length > 0 || gone !== null) ? (
        <DeviceSelect
          label={t('check.loudspeaker.which')}
          choice={{ deviceId, devices: outputs, gone }}
          onChoose={(id) => {
            setStep('untried')
            choose(id)
          }}
        />
      ) : (
        <p>{t('check.loudspeaker.system')}</p>
      )}
      {inRoom ? (
        <p>{t('check.loudspeaker.inRoom')}</p>
      ) : (
        <div>
          <Button variant="secondary" aria-disabled={step === 'playing'} onClick={play}>
            {t('check.loudspeaker.play')}
          </Button>
        </div>
      )}
      <Verdict told={told[step] ?? null} />
      {step === 'asked' && (
        <div role="group" aria-labelledby="check-heard" className="row">
          <p id="check-heard" role="status">
            {t('check.loudspeaker.ask')}
          </p>
          <Button variant="secondary" onClick={() => setStep('heard')}>
            {t('check.loudspeaker.yes')}
          </Button>
          <Button variant="secondary" onClick={() => setStep('unheard')}>
            {t('check.loudspeaker.no')}
          </Button>
        </div>
      )}
    </section>
  )
}
