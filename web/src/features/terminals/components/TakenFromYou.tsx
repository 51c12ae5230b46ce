import type { ReactElement } from 'react'
import { InlineAlert } from 'suomifi-ui-components'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'
import type { TerminalState } from '@/protocol/server'

/** Why the console is gone: another clerk is in charge now. */
export function TakenFromYou({ terminal }: { terminal: TerminalState }): ReactElement {
  const { t, language } = useClerkLocale()
  return (
    <InlineAlert status="warning">
      {t('terminals.lost', {
        name: terminal.in_charge?.name ?? '',
        terminal: nameIn(terminal.name, language),
      })}
    </InlineAlert>
  )
}
