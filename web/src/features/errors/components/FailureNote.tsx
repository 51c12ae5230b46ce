import type { ReactElement } from 'react'
import { InlineAlert } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import type { Failure } from '../failure'

/** What went wrong and what to do; said aloud when it appears. */
export function FailureNote({ failure }: { failure: Failure | null }): ReactElement {
  const { t } = useStaffLocale()
  return (
    <div role="alert">
      {failure && <InlineAlert status="error">{t(`error.${failure}`)}</InlineAlert>}
    </div>
  )
}
