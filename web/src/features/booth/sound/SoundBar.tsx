import { useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { HearingShown } from '@/protocol/booth-to-page'
import { LoudspeakerIcon, MicrophoneIcon } from '@/ui/icons'
import { HearingPanel } from '../later'
import { Meter } from './Meter'
import { useSound } from './useSound'

interface Props {
  hearing: HearingShown
  /** Show what is heard both ways. */
  meters: boolean
}

/** Under the picture: what is heard both ways, and how one wants to hear. */
export function SoundBar({ hearing, meters }: Props): ReactElement {
  const { t } = useBoothLocale()
  const sound = useSound()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }
  return (
    <div className="booth-sound">
      <button
        ref={button}
        type="button"
        className="booth-sound-open"
        aria-expanded={open}
        aria-controls="booth-hearing"
        onClick={() => setOpen(!open)}
      >
        <LoudspeakerIcon />
        {t('sound.open')}
      </button>
      {meters && (
        <div className="booth-meters">
          <Meter label={t('sound.loudspeaker')} icon={<LoudspeakerIcon />} value={sound.loudspeaker} />
          <Meter label={t('sound.microphone')} icon={<MicrophoneIcon />} value={sound.microphone} />
        </div>
      )}
      <div id="booth-hearing">{open && <HearingPanel hearing={hearing} onClose={close} />}</div>
    </div>
  )
}
