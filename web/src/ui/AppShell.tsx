import type { ReactElement, ReactNode } from 'react'
import { SkipLink } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import { LanguageSwitch } from './LanguageSwitch'
import { Logo } from './Logo'
import './appShell.css'

interface Props {
  title: string
  /** At the right of the header, after the languages. */
  account?: ReactNode
  /** Always in view under the header. */
  bar?: ReactNode
  children: ReactNode
}

export function AppShell({ title, account, bar, children }: Props): ReactElement {
  const { t } = useStaffLocale()
  return (
    <div className="shell">
      <SkipLink href="#main">{t('shell.skip')}</SkipLink>
      <div className="shell-top">
        <header className="shell-header">
          <a className="shell-brand" href="/" aria-label={t('shell.home')}>
            <Logo />
            <span>{t('shell.name')}</span>
          </a>
          <h1 className="shell-title">{title}</h1>
          <div className="shell-right">
            <LanguageSwitch />
            {account}
          </div>
        </header>
        {bar}
      </div>
      <main id="main" className="shell-main" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}
