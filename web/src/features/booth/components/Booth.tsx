import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import { isLanguage } from '@/i18n/languages'
import { useStore } from '@/lib/store'
import { browserClock } from '@/lib/timers'
import { useRest } from '@/lib/useRest'
import { catalogs } from '@/locales/booth'
import { TerminalContext } from '../context'
import { IdleScreen } from '../idle/IdleScreen'
import { useKiosk } from '../kiosk/useKiosk'
import { TerminalLink } from '../terminalLink'
import { BoothPage } from './BoothPage'
import { Restarting } from './Restarting'

/** The resident's screen: it shows what the terminal tells, and stores nothing. */
export function Booth(): ReactElement {
  const [link] = useState(makeLink)
  useEffect(() => {
    link.start()
    return () => link.stop()
  }, [link])
  const state = useStore(link.state)
  useKiosk(link, state !== null)
  useRest(state !== null)
  const language = isLanguage(state?.language) ? state.language : 'fi'
  return (
    <LocaleProvider catalogs={catalogs} language={language}>
      <TerminalContext value={link}>
        <IdleScreen free={state?.screen === 'start'}>
          {state ? <BoothPage state={state} /> : <Restarting />}
        </IdleScreen>
      </TerminalContext>
    </LocaleProvider>
  )
}

function makeLink(): TerminalLink {
  return new TerminalLink({
    url: `ws://${location.host}/booth`,
    clock: browserClock,
    random: Math.random,
    renew: () => location.reload(),
  })
}
