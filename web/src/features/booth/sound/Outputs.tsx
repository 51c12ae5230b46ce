import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { OutputShown } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'

/** With what one listens, where there is a choice. */
export function Outputs({ outputs }: { outputs: readonly OutputShown[] }): ReactElement | null {
  const { t } = useBoothLocale()
  const link = useTerminal()
  if (outputs.length === 0) return null
  return (
    <div className="booth-hearing-outputs" role="group" aria-labelledby="hearing-outputs">
      <h3 id="hearing-outputs">{t('sound.listen')}</h3>
      <div className="booth-hearing-row">
        {outputs.map(({ output, chosen }) => (
          <button
            key={output}
            type="button"
            className="booth-toggle"
            aria-pressed={chosen}
            onClick={() => link.send({ type: 'booth.output', output })}
          >
            {t(`sound.output.${output}`)}
          </button>
        ))}
      </div>
      <p role="status">{outputs.some(({ away }) => away) && t('sound.away')}</p>
    </div>
  )
}
