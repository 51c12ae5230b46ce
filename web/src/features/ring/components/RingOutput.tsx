import { useEffect, useId } from 'react'
import type { ReactElement } from 'react'
import { useOutputs } from '@/features/devices/hooks/useOutputs'
import { useExpertLocale } from '@/locales/expert'
import { setToneOutput } from '../tone'

/** Which loudspeaker rings: often another one than the headset that the voices are heard in. */
export function RingOutput(): ReactElement | null {
  const { t } = useExpertLocale()
  const { canChoose, outputs, deviceId, gone, choose } = useOutputs('ring')
  const id = useId()
  useEffect(() => setToneOutput(deviceId), [deviceId])
  if (!canChoose || outputs.length === 0) return null
  return (
    <div className="ring-output">
      <label htmlFor={id}>{t('ring.output')}</label>
      <select id={id} value={deviceId} onChange={(event) => choose(event.target.value)}>
        <option value="">{t('ring.outputDefault')}</option>
        {outputs.map((output, index) => (
          <option key={output.deviceId} value={output.deviceId}>
            {output.label || t('ring.outputNumber', { number: index + 1 })}
          </option>
        ))}
      </select>
      {gone !== null && <p className="quiet">{t('ring.outputGone', { name: gone })}</p>}
    </div>
  )
}
