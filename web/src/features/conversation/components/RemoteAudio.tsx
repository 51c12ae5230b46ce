import { useEffect, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useOutputs } from '@/features/devices/hooks/useOutputs'
import { useStaffLocale } from '@/locales/staff'
import { playOn } from '@/media/outputs'

/** Plays one voice. A browser may refuse until the person has clicked: then it asks for it. */
export function RemoteAudio({ track }: { track: MediaStreamTrack }): ReactElement {
  const { t } = useStaffLocale()
  const audio = useRef<HTMLAudioElement>(null)
  const { deviceId } = useOutputs()
  const [refused, setRefused] = useState(false)
  const play = (): void => {
    audio.current
      ?.play()
      .then(() => setRefused(false))
      .catch((error: unknown) => {
        setRefused(error instanceof DOMException && error.name === 'NotAllowedError')
      })
  }
  useEffect(() => {
    if (!audio.current) return
    audio.current.srcObject = new MediaStream([track])
    play()
  }, [track])
  useEffect(() => {
    if (audio.current) void playOn(audio.current, deviceId)
  }, [deviceId])
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- a living voice has none */}
      <audio ref={audio} data-testid="audio-voice" />
      {refused && <Button onClick={play}>{t('conversation.enableSound')}</Button>}
    </>
  )
}
