import type { ReactElement } from 'react'
import { Heading } from 'suomifi-ui-components'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { useDeviceTry } from '../hooks/useDeviceTry'
import { useMicrophone } from '../hooks/useMicrophone'
import { DeviceSelect } from './DeviceSelect'
import { Verdict, type VerdictTold } from './Verdict'

/** Say something: the bar moves, and the words tell whether it was heard. */
export function MicrophoneCheck(): ReactElement {
  const { t } = useStaffLocale()
  const { voice } = useStore(useWorkspace().local.state)
  const { level, heard } = useMicrophone(voice.track)
  const { choice, choose, told } = useDeviceTry('voice')
  const troubled = (what: 'quiet' | 'silent'): VerdictTold => ({
    tone: what === 'quiet' ? 'fair' : 'bad',
    what: t(`check.microphone.${what}`),
    toDo: t(`check.microphone.${what}.toDo`),
  })
  const found = {
    listening: null,
    heard: { tone: 'good', what: t('check.microphone.heard') } as const,
    quiet: troubled('quiet'),
    silent: troubled('silent'),
  }[heard]
  return (
    <section className="stack" aria-labelledby="check-microphone">
      <Heading variant="h3" id="check-microphone">
        {t('check.microphone')}
      </Heading>
      {voice.track && (
        <div className="level">
          <label htmlFor="level">{t('device.level')}</label>
          <meter id="level" min={0} max={1} value={level} />
        </div>
      )}
      {voice.track && !voice.wanted && <p>{t('check.microphone.muted')}</p>}
      {voice.track && heard === 'listening' && <p>{t('check.microphone.listening')}</p>}
      <Verdict told={told ?? (voice.track && found)} />
      <DeviceSelect label={t('check.microphone.which')} choice={choice} onChoose={choose} />
    </section>
  )
}
