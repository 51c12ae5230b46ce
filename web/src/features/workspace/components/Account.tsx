import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import { useWorkspace } from '../context'
import './account.css'

/** Who is signed in, and the way out. */
export function Account(): ReactElement {
  const { me, signOut } = useWorkspace()
  const { t } = useStaffLocale()
  return (
    <div className="account">
      <span>{me.identity.name}</span>
      <Button variant="secondaryNoBorder" onClick={() => void signOut()}>
        {t('signIn.out')}
      </Button>
    </div>
  )
}
