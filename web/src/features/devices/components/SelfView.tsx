import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { CameraIcon } from '@/ui/icons'
import './devices.css'

/** The person's own picture, mirrored as people know themselves. */
export function SelfView(): ReactElement {
  const { t } = useStaffLocale()
  const { face } = useStore(useWorkspace().local.state)
  const video = useRef<HTMLVideoElement>(null)
  const { track } = face
  useEffect(() => {
    if (video.current) video.current.srcObject = track ? new MediaStream([track]) : null
  }, [track])
  return (
    <figure className="self-view">
      <video ref={video} autoPlay playsInline muted hidden={!track} aria-label={t('self.label')} />
      {!track && (
        <div className="self-view-off">
          <CameraIcon off />
          <span>{face.starting ? t('self.starting') : t('self.off')}</span>
        </div>
      )}
      <figcaption>{t('self.label')}</figcaption>
    </figure>
  )
}
