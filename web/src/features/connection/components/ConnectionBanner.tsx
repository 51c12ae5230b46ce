import type { ReactElement } from 'react'
import { Button, InlineAlert } from 'suomifi-ui-components'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { useLasting } from '../hooks/useLasting'
import './connectionBanner.css'

/** Reconnecting takes a moment now and then: nothing is said of a short one. */
const SAID_AFTER_MS = 1500

/** The connection to the server, when there is something to tell of it. */
export function ConnectionBanner(): ReactElement {
  const { client, signOut } = useWorkspace()
  const { t } = useStaffLocale()
  const connection = useStore(client.connection)
  const { accepting } = useWorkspaceState()
  const reconnecting = useLasting(
    connection.phase !== 'ready' && connection.phase !== 'refused',
    SAID_AFTER_MS,
  )
  return (
    <div className="connection-banner" role="status">
      {reconnecting && <InlineAlert status="warning">{t('connection.reconnecting')}</InlineAlert>}
      {connection.phase === 'ready' && !accepting && (
        <InlineAlert status="warning">{t('connection.paused')}</InlineAlert>
      )}
      {connection.phase === 'refused' && (
        <InlineAlert status="error">
          <p>{t(`connection.${connection.why}`)}</p>
          {connection.why === 'replaced' && (
            <Button variant="secondary" onClick={() => client.startAnew()}>
              {t('connection.here')}
            </Button>
          )}
          {connection.why === 'sign_in' && (
            <Button variant="secondary" onClick={() => void signOut()}>
              {t('connection.signInAgain')}
            </Button>
          )}
          {connection.why === 'version' && (
            <Button variant="secondary" onClick={() => location.reload()}>
              {t('connection.reload')}
            </Button>
          )}
        </InlineAlert>
      )}
    </div>
  )
}
