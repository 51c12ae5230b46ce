import { useState } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useClerkLocale } from '@/locales/clerk'
import type { TerminalState } from '@/protocol/server'
import { currentRoom, inquiryRequest, requestOf } from '@/state/select'
import { useInquiry } from '../hooks/useInquiry'

/** The question is over: what did not arrive, and the way on to a visit with the same person. */
export function AfterInquiry({ terminal }: { terminal: TerminalState | null }): ReactElement {
  const { t } = useClerkLocale()
  const state = useWorkspaceState()
  const lost = useStore(useWorkspace().media.lostTexts)
  const { bringIn, busy } = useInquiry()
  const [seen, setSeen] = useState<string | null>(null)
  const asked = state.lastInquiry
  const other = asked?.members.find((member) => member.participant !== state.participant)
  const visit = currentRoom(state) ?? (terminal && requestOf(state, terminal.terminal))
  const shown =
    asked && other && seen !== asked.room && !visit && inquiryRequest(state) === null
  return (
    <div role="status">
      {shown && (
        <section className="card inquiry-after" aria-label={t('inquiry.after')}>
          <p>
            {t('inquiry.ended', { name: other.name })} {lost > 0 && t.count('inquiry.lost', lost)}
          </p>
          <div className="row">
            {terminal?.online && (
              <Button
                onClick={() => bringIn(asked, other.id, terminal.terminal, false)}
                disabled={busy}
              >
                {t('inquiry.bringInName', { name: other.name })}
              </Button>
            )}
            <Button variant="secondaryNoBorder" onClick={() => setSeen(asked.room)}>
              {t('request.dismiss')}
            </Button>
          </div>
        </section>
      )}
    </div>
  )
}
