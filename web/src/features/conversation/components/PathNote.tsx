import type { ReactElement } from 'react'
import type { Path } from '@/media/link'
import { useStaffLocale } from '@/locales/staff'

/** What is going on with the picture and the sound, when they do not flow. */
export function PathNote({ path, connected }: { path: Path; connected: boolean }): ReactElement {
  const { t } = useStaffLocale()
  const text = noteFor(path, connected)
  return (
    <p role="status" className="path-note">
      {text && t(text)}
    </p>
  )
}

function noteFor(
  path: Path,
  connected: boolean,
): 'path.lost' | 'path.interrupted' | 'path.connecting' | null {
  if (path === 'connected') return null
  if (!connected) return 'path.lost'
  return path === 'interrupted' ? 'path.interrupted' : 'path.connecting'
}
