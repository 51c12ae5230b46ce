import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { Place, Waited } from '@/features/requests/components/RequestStatus'
import { useClerkLocale } from '@/locales/clerk'
import type { RequestTold } from '@/protocol/server'
import type { Timed } from '@/state/workspace'
import { useInquiry } from '../hooks/useInquiry'

/** Nobody has answered yet: whom it rings, the place in the queue, and the way back. */
export function InquiryWaiting({ request }: { request: Timed<RequestTold> }): ReactElement {
  const { t } = useClerkLocale()
  const { takeBack, busy } = useInquiry()
  const { told } = request
  return (
    <div className="inquiry-waiting">
      <p role="status" className="request-state">
        {told.state === 'reserved'
          ? t('request.state.reserved', { nth: told.rung })
          : t(`request.state.${told.state}`)}
      </p>
      {told.position !== null && <Place told={told} />}
      <Waited request={request} />
      <div>
        <Button variant="secondary" onClick={() => takeBack(told.request)} disabled={busy}>
          {t('inquiry.takeBack')}
        </Button>
      </div>
    </div>
  )
}
