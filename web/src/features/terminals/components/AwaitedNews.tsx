import type { ReactElement } from 'react'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { useWorkspaceState } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'

/** Says once, to who does not see the list change, that a resident has begun to wait alone. */
export function AwaitedNews(): ReactElement {
  const { t, language } = useClerkLocale()
  const languageName = useLanguageName()
  const news = useWorkspaceState().newlyAwaited
  return (
    <div role="status" className="visually-hidden">
      {news?.awaited && (
        <p key={news.awaited.request}>
          {t('glance.news', {
            place: nameIn(news.place_name, language),
            terminal: nameIn(news.name, language),
            service: nameIn(news.awaited.service_name, language),
            language: languageName(news.awaited.language),
          })}
        </p>
      )}
    </div>
  )
}
