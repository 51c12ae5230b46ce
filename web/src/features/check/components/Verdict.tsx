import type { ReactElement } from 'react'
import { IconCheckCircle, IconError, IconWarning } from 'suomifi-icons'

export type Tone = 'good' | 'fair' | 'bad'

const ICONS = { good: IconCheckCircle, fair: IconWarning, bad: IconError } as const

/** What was found, by a sign and in words, and what to do; said aloud when it changes. */
export function Verdict({ told }: { told: VerdictTold | null }): ReactElement {
  const Icon = told && ICONS[told.tone]
  return (
    <div role="status" className="check-verdict">
      {told && Icon && (
        <div className={`check-told check-${told.tone}`}>
          <Icon aria-hidden="true" />
          <div>
            <strong>{told.what}</strong>
            {told.toDo && <p>{told.toDo}</p>}
          </div>
        </div>
      )}
    </div>
  )
}

export interface VerdictTold {
  tone: Tone
  what: string
  toDo?: string | null
}
