import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { waitWords } from '@/lib/waitRange'
import { useStaffLocale } from '@/locales/staff'
import type { RequestTold } from '@/protocol/server'
import { usePairName } from '../hooks/usePairName'

interface Props {
  /** The one who is awaited or has come; null: none is. */
  told: RequestTold | null
  /** The last one that ended. */
  ended: RequestTold | null
  busy: boolean
  onCancel: (request: string) => void
}

/** Where the interpreter stands, apart from the visit, and the way back. */
export function InterpreterState({ told, ended, busy, onCancel }: Props): ReactElement {
  const { t } = useStaffLocale()
  const pairName = usePairName()
  const missed = !told && ended?.state === 'canceled' && ended.reason !== 'withdrawn' ? ended : null
  const awaited = told?.state === 'pending' || told?.state === 'reserved'
  const shown = told ?? missed
  return (
    <>
      <div role="status" className={`interpreter-state interpreter-${told?.state ?? 'none'}`}>
        {shown && <p className="quiet interpreter-pair">{pairName(shown)}</p>}
        {shown && <p>{words(shown)}</p>}
      </div>
      {told && awaited && (
        <div>
          <Button variant="secondary" disabled={busy} onClick={() => onCancel(told.request)}>
            {t('interpreter.cancel')}
          </Button>
        </div>
      )}
    </>
  )

  function words(request: RequestTold): string {
    switch (request.state) {
      case 'pending': {
        const place = t('interpreter.state.pending', { position: request.position ?? 1 })
        const soon = request.wait && waitWords(request.wait)
        return soon ? `${place}, ${t(`wait.${soon.kind}`, soon)}` : place
      }
      case 'reserved':
        return t('interpreter.state.reserved')
      case 'canceled':
        return t(`interpreter.why.${request.why ?? 'expired'}`)
      default:
        return t('interpreter.state.assigned')
    }
  }
}
