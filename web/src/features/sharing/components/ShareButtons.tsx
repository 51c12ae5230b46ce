import { useRef } from 'react'
import type { ChangeEvent, ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { mayShow } from '@/media/showing/audience'
import { SHOWABLE } from '@/media/showing/openFile'
import type { RoomTold } from '@/protocol/server'
import { FileIcon, ScreenIcon } from '@/ui/icons'

/** Begin to show one's screen or a file, and stop it: one touch. */
export function ShareButtons({ room, me }: { room: RoomTold; me: string }): ReactElement | null {
  const { t } = useStaffLocale()
  const { share } = useWorkspace().media
  const { track, starting } = useStore(share.state)
  const input = useRef<HTMLInputElement>(null)
  const busy = track !== null || starting !== null
  if (!busy && !mayShow(room, me)) return null
  const choose = (event: ChangeEvent<HTMLInputElement>): void => {
    const file = event.target.files?.[0]
    // The same file may be chosen again.
    event.target.value = ''
    if (file) void share.showFile(file)
  }
  return (
    <>
      {/* One button in both states: the focus stays where it is. */}
      {(busy || share.possible) && (
        <Button
          variant={track ? 'default' : 'secondary'}
          icon={<ScreenIcon off={track !== null} />}
          onClick={() => (busy ? share.stop() : void share.showScreen())}
        >
          {t(track ? 'sharing.stop' : starting ? 'sharing.cancel' : 'sharing.screen')}
        </Button>
      )}
      {!busy && (
        <Button variant="secondary" icon={<FileIcon />} onClick={() => input.current?.click()}>
          {t('sharing.file')}
        </Button>
      )}
      <input
        ref={input}
        type="file"
        accept={SHOWABLE}
        onChange={choose}
        hidden
        data-testid="share-file"
      />
    </>
  )
}
