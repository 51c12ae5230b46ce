import { useCallback, useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'
import { useEndVisit } from '../hooks/useEndVisit'

/** Ends the visit for everybody, after a moment in which that can be taken back. */
export function EndVisit({ room }: { room: string }): ReactElement {
  const { t } = useClerkLocale()
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  const end = useCallback(() => {
    void run(() => client.request({ type: 'room.end', room }))
  }, [run, client, room])
  const { left, ask, undo, now } = useEndVisit(end)
  const undoButton = useRef<HTMLButtonElement>(null)
  const asked = left !== null
  useEffect(() => {
    if (asked) undoButton.current?.focus()
  }, [asked])
  if (!asked) {
    return (
      <>
        <Button onClick={ask} disabled={busy}>
          {t('visit.end')}
        </Button>
        <FailureNote failure={failure} />
      </>
    )
  }
  return (
    <div className="end-visit row">
      <span role="status">{t.count('visit.ending', left)}</span>
      <Button ref={undoButton} variant="secondary" onClick={undo}>
        {t('visit.undo')}
      </Button>
      <Button variant="secondaryNoBorder" onClick={now}>
        {t('visit.endNow')}
      </Button>
    </div>
  )
}
