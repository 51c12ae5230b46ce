import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState, Screen } from '@/protocol/booth-to-page'
import { CameraIcon } from '@/ui/icons'
import { useTerminal } from '../context'

const FOOTER: ReadonlySet<Screen> = new Set(['connecting', 'conversation', 'on_hold'])

/** Whether it stands in the footer: beside a clerk at the start too, before anybody is summoned. */
export const choosesBelow = ({ screen, spoken }: BoothState): boolean =>
  FOOTER.has(screen) || (screen === 'start' && spoken.length === 0)

/** Closes and opens the camera by one touch. */
export function VoiceOnly({ state }: { state: BoothState }): ReactElement | null {
  const { t } = useBoothLocale()
  const link = useTerminal()
  if (state.picture === 'none') return null
  const closed = state.picture === 'withheld'
  return (
    <button
      type="button"
      className="booth-toggle booth-voice-only"
      aria-pressed={closed}
      onClick={() => link.send({ type: 'booth.picture', given: closed })}
    >
      <CameraIcon off /> {t('meeting.voice')}
    </button>
  )
}

/** While waiting: that nobody is seen or heard before somebody answers. */
export function NotYet({ state }: { state: BoothState }): ReactElement {
  const { t } = useBoothLocale()
  return (
    <p role="status">
      {state.picture === 'given' ? t('meeting.notYet') : t('meeting.notYetVoice')}
    </p>
  )
}
