import type { ReactElement } from 'react'
import { RemoteAudio } from '@/features/conversation/components/RemoteAudio'
import { DeviceNotes } from '@/features/devices/components/DeviceNotes'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { isConsulting } from '@/media/plan'
import type { RoomTold } from '@/protocol/server'

/** A clerk beside the resident speaks with the specialist by headset, in a consultation only. */
export function HeadsetLine({ room }: { room: RoomTold }): ReactElement | null {
  const { t } = useStaffLocale()
  const received = useStore(useWorkspace().media.received)
  if (!isConsulting(room)) return null
  return (
    <>
      <p>{t('consultation.headset')}</p>
      <DeviceNotes />
      {Object.entries(received).map(
        ([peer, { tracks }]) => tracks.voice && <RemoteAudio key={peer} track={tracks.voice} />,
      )}
    </>
  )
}
