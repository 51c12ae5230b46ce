import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { Notification } from '@/ui/later'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { LOCALES, nameIn } from '@/i18n/languages'
import { wallTime } from '@/lib/wallClock'
import { useExpertLocale } from '@/locales/expert'
import { currentRing, currentRoom } from '@/state/select'
import type { EndedRing } from '@/state/rings'
import { closeNotices } from '../notifications'
import { ringTag } from '../ringTag'

/** The truth of the rings that ended without this tab's answer, until it has been read. */
export function RingEnded(): ReactElement {
  const { t } = useExpertLocale()
  const state = useWorkspaceState()
  const { ringing, free } = { ringing: currentRing(state) !== null, free: !currentRoom(state) }
  const [read, setRead] = useState<EndedRing | null>(null)
  useNoStaleNotice(!ringing && state.participant !== null && state.told === null)
  const { endedRings } = state
  const latest = endedRings.at(-1) ?? null
  const unread = endedRings.slice(read ? endedRings.indexOf(read) + 1 : 0)
  return (
    <div role="status">
      {unread.length > 0 && !ringing && free && (
        <Notification
          className="ring-ended"
          headingText={t('ring.ended.heading')}
          headingVariant="h3"
          closeText={t('ring.ended.read')}
          smallScreen
          onCloseButtonClick={() => setRead(latest)}
        >
          <ul className="ring-endings">
            {unread.map((each) => (
              <Ending key={each.ring.reservation} ended={each} />
            ))}
          </ul>
        </Notification>
      )}
    </div>
  )
}

function Ending({ ended: { ring, ending, at } }: { ended: EndedRing }): ReactElement {
  const { t, language } = useExpertLocale()
  const [when] = useState(() => wallTime(at))
  const time = new Intl.DateTimeFormat(LOCALES[language], { timeStyle: 'short' }).format(when)
  const service = nameIn(ring.service_name, language)
  return (
    <li>
      <strong>{t('ring.ended.what', { time, service })}</strong> {t(`ring.ended.${ending}`)}
    </li>
  )
}

/** A page that was closed or crashed while it rang may have left its notification behind. */
function useNoStaleNotice(nothingRings: boolean): void {
  const tag = ringTag(useWorkspace().me.identity.id)
  useEffect(() => {
    if (nothingRings) void closeNotices(tag)
  }, [nothingRings, tag])
}
