import { useState } from 'react'
import type { ReactElement } from 'react'
import { Notification } from '@/ui/later'
import { CallbackOffer } from '@/features/callbacks/components/CallbackOffer'
import { useWorkspaceState } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'

/** Says plainly that nobody came, and what can be done. */
export function RequestEnded(): ReactElement {
  const { t, language } = useClerkLocale()
  const ended = useWorkspaceState().endedRequest
  const [dismissed, setDismissed] = useState<string | null>(null)
  // A question without the resident has a notice of its own.
  const reason = ended?.state === 'canceled' && ended.kind !== 'inquiry' ? ended.reason : null
  const shown = ended && reason && reason !== 'withdrawn' && ended.request !== dismissed
  return (
    <div role="alert">
      {shown && (
        <Notification
          status="error"
          headingText={t(`request.ended.${reason}.heading`, {
            service: nameIn(ended.service_name, language),
          })}
          headingVariant="h3"
          closeText={t('request.dismiss')}
          smallScreen
          onCloseButtonClick={() => setDismissed(ended.request)}
        >
          {ended.why ? t(`request.why.${ended.why}`) : t(`request.ended.${reason}.text`)}
          {ended.declined && <p>{t(`request.declined.${ended.declined}`)}</p>}
          {ended.kind === 'visit' && (
            <CallbackOffer
              service={ended.service}
              serviceName={nameIn(ended.service_name, language)}
              languages={[ended.language]}
            />
          )}
        </Notification>
      )}
    </div>
  )
}
