import type { ReactElement } from 'react'
import { ActionMenu, ActionMenuItem } from 'suomifi-ui-components'
import { useExpertLocale } from '@/locales/expert'
import { AWAY_REASONS } from '@/protocol/constants'
import type { PresenceReason } from '@/protocol/server'

/** The particular reasons first. */
const IN_ORDER = [...AWAY_REASONS].sort((a, b) => Number(a === 'self') - Number(b === 'self'))

export function AwayMenu(props: { onChoose: (reason: PresenceReason) => void }): ReactElement {
  const { t } = useExpertLocale()
  return (
    <ActionMenu buttonText={t('presence.goAway')} buttonVariant="secondary">
      {IN_ORDER.map((reason) => (
        <ActionMenuItem key={reason} onClick={() => props.onChoose(reason)}>
          {t(`presence.away.${reason}`)}
        </ActionMenuItem>
      ))}
    </ActionMenu>
  )
}
