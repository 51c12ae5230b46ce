import type { ReactElement } from 'react'
import { asClock, useSecondsSince } from '@/lib/useSeconds'
import { useExpertLocale } from '@/locales/expert'
import type { PresenceTold } from '@/protocol/server'
import { saidReason, systemReason } from '../reasons'
import type { Timed } from '@/state/workspace'

/** "Available, 3:12", or how long the after-work still lasts. */
export function PresenceSince({ presence }: { presence: Timed<PresenceTold> }): ReactElement {
  const { t } = useExpertLocale()
  const passed = useSecondsSince(presence.at)
  const { told } = presence
  const left = told.ends_in_s === null ? null : told.ends_in_s - passed
  const time = asClock(left ?? told.since_s + passed)
  const said = saidReason(told)
  const system = systemReason(told)
  return (
    <p className="availability-state">
      <span className="availability-dot" aria-hidden="true" />
      <strong role="status">
        {t(`presence.state.${told.state}`)}
        {said && `: ${t(`presence.away.${said}`).toLowerCase()}`}
        {system && `: ${t(`presence.system.${system}`)}`}
      </strong>
      <span className="quiet">
        {left === null ? time : t('presence.endsIn', { time })}
      </span>
    </p>
  )
}
