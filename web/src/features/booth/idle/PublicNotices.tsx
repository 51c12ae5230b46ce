import { useEffect, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { NoticeShown } from '@/protocol/booth-to-page'
import { asDay, following, NOTICE_MS } from './idle'

interface Props {
  notices: readonly NoticeShown[]
  children: ReactNode
}

/** One after the other, slowly. Nothing of it is announced: who cannot see it touches the screen. */
export function PublicNotices({ notices, children }: Props): ReactElement {
  const { t, language } = useBoothLocale()
  const [nth, setNth] = useState(0)
  const [paused, setPaused] = useState(false)
  useEffect(() => {
    if (paused || notices.length < 2) return undefined
    const handle = setInterval(() => setNth((now) => following(now, notices.length)), NOTICE_MS)
    return () => clearInterval(handle)
  }, [paused, notices.length])
  // The feed may have become shorter.
  const shown = notices[nth] ?? notices[0]
  if (!shown) return <main className="booth-idle" />
  return (
    <main className="booth-idle booth-public" data-idle="notices" aria-labelledby="public-notices">
      <h1 id="public-notices">{t('idle.heading')}</h1>
      <article key={nth} className="booth-notice">
        <p className="booth-notice-title" dir="auto">
          {shown.title}
        </p>
        <p className="booth-notice-from">
          {shown.source && <bdi>{shown.source}</bdi>}
          {shown.date && <time dateTime={shown.date}>{asDay(shown.date, language)}</time>}
        </p>
      </article>
      {notices.length > 1 && (
        <div className="booth-notice-turn">
          <span>{t('idle.nth', { nth: nth + 1, of: notices.length })}</span>
          <button type="button" data-idle-control="" onClick={() => setPaused(!paused)}>
            {paused ? t('idle.goOn') : t('idle.pause')}
          </button>
        </div>
      )}
      {children}
    </main>
  )
}
