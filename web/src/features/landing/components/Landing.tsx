import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { Heading, InlineAlert, Paragraph } from 'suomifi-ui-components'
import { Api, type Settings, type Workspace } from '@/api/http'
import { nameIn } from '@/i18n/languages'
import { useLandingLocale } from '@/locales/landing'
import { AppShell } from '@/ui/AppShell'
import './landing.css'

const WORKSPACES: readonly Workspace[] = ['clerk', 'expert', 'guard', 'supervision']

/** The way to the workspaces. */
export function Landing(): ReactElement {
  const { t, language } = useLandingLocale()
  const [settings, setSettings] = useState<Settings | null>(null)
  useEffect(() => {
    new Api('clerk')
      .settings()
      .then(setSettings)
      .catch(() => null)
  }, [])
  const title = settings ? nameIn(settings.organization, language) : t('landing.title')
  return (
    <AppShell title={title}>
      <div className="landing">
        <Heading variant="h1hero" as="h2">
          {t('landing.heading')}
        </Heading>
        <Paragraph>{t('landing.text')}</Paragraph>
        <ul className="plain landing-cards">
          {WORKSPACES.map((workspace) => (
            <li key={workspace}>
              <a className="card landing-card" href={`/${workspace}`}>
                <span className="landing-name">{t(`landing.${workspace}.name`)}</span>
                <span>{t(`landing.${workspace}.text`)}</span>
                <span className="landing-go" aria-hidden="true">
                  {t('landing.open')}
                </span>
              </a>
            </li>
          ))}
        </ul>
        {settings?.demo && <InlineAlert>{t('landing.demo')}</InlineAlert>}
      </div>
    </AppShell>
  )
}
