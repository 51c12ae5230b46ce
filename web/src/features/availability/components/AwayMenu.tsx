import type { ReactElement } from 'react'
import { ActionMenu, ActionMenuItem } from 'suomifi-ui-components'
import { useExpertLocale } from '@/locales/expert'
import { AWAY_REASONS } from '@/protocol/constants'
import type { PresenceReason } from '@/protocol/server'

export function AwayMenu(props: { onChoose: (reason: PresenceReason) => void }): ReactElement {
  const { t } = useExpertLocale()
  return (
    <ActionMenu buttonText={t('presence.goAway')} buttonVariant="secondary">
      {AWAY_REASONS.map((reason) => (
        <ActionMenuItem key={reason} onClick={() => props.onChoose(reason)}>
          {t(`presence.away.${reason}`)}
        </ActionMenuItem>
      ))}
    </ActionMenu>
  )
}
