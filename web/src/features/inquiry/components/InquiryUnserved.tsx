import { useState } from 'react'
import type { ReactElement } from 'react'
import { Notification } from '@/ui/later'
import { useWorkspaceState } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'

/** Nobody answered the question: why, and what else there is. */
export function InquiryUnserved(): ReactElement {
  const { t, language } = useClerkLocale()
  const ended = useWorkspaceState().endedRequest
  const [dismissed, setDismissed] = useState<string | null>(null)
  const unanswered =
    ended?.kind === 'inquiry' &&
    ended.state === 'canceled' &&
    (ended.reason === 'unserved' || ended.reason === 'expired')
  return (
    <div role="alert">
      {unanswered && ended.request !== dismissed && (
        <Notification
          status="error"
          headingText={t('inquiry.unanswered', { service: nameIn(ended.service_name, language) })}
          headingVariant="h3"
          closeText={t('request.dismiss')}
          smallScreen
          onCloseButtonClick={() => setDismissed(ended.request)}
        >
          {t(`inquiry.why.${ended.why ?? 'expired'}`)}
        </Notification>
      )}
    </div>
  )
}
