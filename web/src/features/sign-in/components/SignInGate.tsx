import type { ReactElement } from 'react'
import { Button, LoadingSpinner } from 'suomifi-ui-components'
import type { Api } from '@/api/http'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { Workspace } from '@/features/workspace/components/Workspace'
import { useStaffLocale } from '@/locales/staff'
import { AppShell } from '@/ui/AppShell'
import { useMe } from '../hooks/useMe'
import { SignIn } from '../later'

interface Props {
  api: Api
  title: string
  children: ReactElement
}

/** The workspace for who is signed in; the sign-in for who is not. */
export function SignInGate({ api, title, children }: Props): ReactElement {
  const { access, ask, out } = useMe(api)
  const { t } = useStaffLocale()
  if (access.state === 'in') {
    return (
      <Workspace api={api} me={access.me} onSignedOut={out}>
        {children}
      </Workspace>
    )
  }
  return (
    <AppShell title={title}>
      {access.state === 'asking' && <LoadingSpinner status="loading" text={t('shell.loading')} />}
      {access.state === 'out' && <SignIn api={api} onSignedIn={() => void ask()} />}
      {access.state === 'failed' && (
        <div className="stack">
          <FailureNote failure={access.failure} />
          <Button onClick={() => void ask()}>{t('shell.again')}</Button>
        </div>
      )}
    </AppShell>
  )
}
