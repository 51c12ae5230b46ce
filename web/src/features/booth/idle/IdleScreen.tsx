import type { ReactElement, ReactNode } from 'react'
import { LANGUAGES } from '@/i18n/languages'
import { useStore } from '@/lib/store'
import { catalogs } from '@/locales/booth'
import { useTerminal } from '../context'
import { PublicNotices } from './PublicNotices'
import { useFocusKept, useIdle } from './useIdle'

interface Props {
  /** The start screen is shown: nobody is here. */
  free: boolean
  children: ReactNode
}

/** The screen, and what lies over it while nobody is there. */
export function IdleScreen({ free, children }: Props): ReactElement {
  const told = useStore(useTerminal().idle)
  const stage = useIdle(free, told)
  const asleep = stage !== 'awake'
  useFocusKept(asleep)
  return (
    <>
      <div className="booth-awake" inert={asleep}>
        {children}
      </div>
      {stage === 'notices' && told && (
        <PublicNotices notices={told.notices}>
          <TouchHere />
        </PublicNotices>
      )}
      {stage === 'dimmed' && (
        <main className="booth-idle booth-dimmed" data-idle={stage}>
          <TouchHere />
        </main>
      )}
    </>
  )
}

/** In every language, for nobody has chosen one. */
function TouchHere(): ReactElement {
  return (
    <p className="booth-touch">
      {LANGUAGES.map((language) => (
        <span key={language} lang={language}>
          {catalogs[language]['idle.touch']}
        </span>
      ))}
    </p>
  )
}
