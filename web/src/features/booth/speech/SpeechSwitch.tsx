import { useState } from 'react'
import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'
import { ReadAloudIcon } from '@/ui/icons'
import { useTerminal } from '../context'
import { useSpeech, useSpeechKeys } from './useSpeech'

/** Has the screens read aloud, by touch or by its key. Where the terminal cannot, it is not there. */
export function SpeechSwitch({ state }: { state: BoothState }): ReactElement | null {
  const { t } = useBoothLocale()
  const link = useTerminal()
  useSpeech(state)
  const [asked, setAsked] = useState<number | null>(null)
  useSpeechKeys(state, setAsked)
  const { speech, hearing } = state
  if (speech.state !== 'on' && speech.state !== 'off') return null
  const on = speech.state === 'on'
  const { loudness_db: now, loudnesses_db: all } = hearing
  return (
    <>
      <button
        type="button"
        className="booth-speech"
        aria-pressed={on}
        aria-keyshortcuts={speech.key}
        onClick={() => link.send({ type: 'booth.speech', on: !on })}
      >
        <ReadAloudIcon /> {t('speech.button')} <kbd aria-hidden="true">{speech.key}</kbd>
      </button>
      {on && (
        <span className="visually-hidden" role="status">
          {/* What the keys do; the buttons for it tell it themselves. */}
          {asked === now && t('speech.loudness', { level: all.indexOf(now) + 1, of: all.length })}
        </span>
      )}
    </>
  )
}
