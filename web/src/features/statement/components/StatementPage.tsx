import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { Api } from '@/api/http'
import { catalogs } from '@/locales/statement'
import { useStaffLocale } from '@/locales/staff'
import { AppShell } from '@/ui/AppShell'
import { StatementText } from './StatementText'
import './statement.css'

/** The statement as a page of its own. */
export function StatementPage(): ReactElement {
  const { language } = useStaffLocale()
  const [feedback, setFeedback] = useState('')
  useEffect(() => {
    new Api('clerk')
      .settings()
      .then((settings) => setFeedback(settings.feedback ?? ''))
      .catch(() => null)
  }, [])
  const title = catalogs[language]['statement.title']
  useEffect(() => {
    document.title = `Etäluukku: ${title}`
  }, [title])
  return (
    <AppShell title={title}>
      <div className="statement">
        <StatementText language={language} feedback={feedback} heading="h2" />
      </div>
    </AppShell>
  )
}
