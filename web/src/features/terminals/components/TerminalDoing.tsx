import type { ReactElement } from 'react'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { nameIn } from '@/i18n/languages'
import { asClock, useSecondsSince } from '@/lib/useSeconds'
import { useClerkLocale } from '@/locales/clerk'
import type { Seen } from '../glance'

/** What goes on at a terminal, in words; of the resident only the service and the language. */
export function TerminalDoing({ seen }: { seen: Seen }): ReactElement {
  const { t, language } = useClerkLocale()
  const languageName = useLanguageName()
  const { terminal, doing, since } = seen
  const { service_name: service = null, language: tag = null } =
    terminal.awaited ?? terminal.visit ?? {}
  const about = [service && nameIn(service, language), tag && languageName(tag)]
  const words = about.filter(Boolean).join(', ')
  return (
    <div className={`doing doing-${doing}`}>
      <strong>
        {t(`glance.${doing}`)} {since !== null && <Since from={since} />}
      </strong>
      {doing !== 'offline' && words && <span className="quiet">{words}</span>}
    </div>
  )
}

function Since({ from }: { from: number }): ReactElement {
  return <span role="timer">{asClock(useSecondsSince(from))}</span>
}
