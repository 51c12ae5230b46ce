import type { ReactElement } from 'react'
import { ActionMenu, ActionMenuItem } from 'suomifi-ui-components'
import { useExpertLocale } from '@/locales/expert'
import type { DeclineReason } from '@/protocol/client'
import { DECLINE_REASONS } from '@/protocol/constants'

interface Props {
  disabled: boolean
  onDecline: (reason: DeclineReason | null) => void
}

/** Decline, saying why or not. Who asked is told the reason, and not who gave it. */
export function DeclineMenu({ disabled, onDecline }: Props): ReactElement {
  const { t } = useExpertLocale()
  return (
    <ActionMenu buttonText={t('ring.decline')} buttonVariant="secondary" disabled={disabled}>
      {[...DECLINE_REASONS, null].map((reason) => (
        <ActionMenuItem key={reason ?? 'none'} onClick={() => onDecline(reason)}>
          {t(`ring.declines.${reason ?? 'none'}`)}
        </ActionMenuItem>
      ))}
    </ActionMenu>
  )
}
