import type { ReactElement } from 'react'
import { Button, Paragraph } from 'suomifi-ui-components'
import { DeviceCheck } from '@/features/devices/components/DeviceCheck'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'
import type { TerminalState } from '@/protocol/server'

/** A remote clerk meets the resident through the terminal, alone or before summoning. */
export function RemoteOpen({ terminal }: { terminal: TerminalState }): ReactElement {
  const { t } = useClerkLocale()
  const { client } = useWorkspace()
  const action = useAction()
  const open = (): void => {
    const { terminal: id } = terminal
    void action.run(() => client.request({ type: 'room.open', terminal: id }))
  }
  return (
    <>
      <section className="card stack" aria-label={t('remote.heading')}>
        <Paragraph>{t('remote.text')}</Paragraph>
        <div>
          <Button onClick={open} disabled={action.busy || !terminal.online}>
            {t('remote.open')}
          </Button>
        </div>
        <FailureNote failure={action.failure} />
      </section>
      <DeviceCheck />
    </>
  )
}
