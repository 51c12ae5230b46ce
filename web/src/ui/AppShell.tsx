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

/** A way to the front page, but not out of a workspace by a slip of the hand. */
function Brand({ linked }: { linked: boolean }): ReactElement {
  const { t } = useStaffLocale()
  const content = (
    <>
      <Logo />
      <span>{t('shell.name')}</span>
    </>
  )
  if (!linked) return <span className="shell-brand">{content}</span>
  return (
    <a className="shell-brand" href="/" aria-label={t('shell.home')}>
      {content}
    </a>
  )
}

/** Out of a workspace it opens beside, so that nothing is left by it. */
function Statement({ apart }: { apart: boolean }): ReactElement {
  const { t } = useStaffLocale()
  if (!apart) return <a href="/accessibility">{t('shell.statement')}</a>
  return (
    <a href="/accessibility" target="_blank" rel="noopener">
      {t('shell.statement')} ({t('shell.newTab')})
    </a>
  )
}

export function AppShell({ title, account, bar, children }: Props): ReactElement {
  const { t } = useStaffLocale()
  return (
    <div className="shell">
      <SkipLink href="#main">{t('shell.skip')}</SkipLink>
      <div className="shell-top">
        <header className="shell-header">
          <Brand linked={account === undefined} />
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
      <footer className="shell-footer">
        <Statement apart={account !== undefined} />
      </footer>
    </div>
  )
}
