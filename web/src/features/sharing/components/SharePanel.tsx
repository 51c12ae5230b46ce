import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { useWorkspace } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { viewers } from '@/media/showing/audience'
import type { RoomTold } from '@/protocol/server'
import { FilePages } from './FilePages'
import { PrintOffer } from './PrintOffer'
import './sharing.css'

/** What one shows, and who sees it, as long as it is shown; else why it is not, where that helps. */
export function SharePanel({ room, me }: { room: RoomTold; me: string }): ReactElement {
  const { t, language } = useStaffLocale()
  const { share } = useWorkspace().media
  const { track, file, starting, note } = useStore(share.state)
  const names = viewers(room, me).map((member) =>
    member.role === 'terminal'
      ? `${t('people.resident')}, ${nameIn(room.place_name, language)}`
      : member.name,
  )
  return (
    <div className={`share ${track ? 'share-on' : starting || note ? 'share-told' : ''}`}>
      <p role="status" className="share-words">
        {track && <strong>{t(file ? 'sharing.headingFile' : 'sharing.headingScreen')}</strong>}
        {track && ` ${t('sharing.seen', { names: names.join('; ') })}`}
        {starting && t(`sharing.starting.${starting}`)}
        {note && t(`sharing.note.${note}`)}
      </p>
      {track && !file && <Preview track={track} />}
      {file && <FilePages key={file.state.get().name} file={file} />}
      <PrintOffer file={file?.source ?? null} />
      {track && <div className="share-frame" aria-hidden="true" />}
    </div>
  )
}

/** What the others see, small. */
function Preview({ track }: { track: MediaStreamTrack }): ReactElement {
  const { t } = useStaffLocale()
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track])
  }, [track])
  return (
    <video
      ref={video}
      className="share-preview"
      autoPlay
      playsInline
      muted
      aria-label={t('sharing.preview')}
    />
  )
}
