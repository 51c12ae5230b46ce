import { useEffect } from 'react'
import type { RefObject } from 'react'
import type { Purpose } from '@/protocol/server'

const marked = new Set<string>()

/**
 * Marks in the page's performance timeline when the first frame of a purpose was shown in a
 * conversation: `etaluukku:first-frame:face`, after `etaluukku:accept`. Benchmarks read them.
 */
export function useFirstFrame(
  video: RefObject<HTMLVideoElement | null>,
  track: MediaStreamTrack | null,
  purpose: Purpose,
  room: string,
): void {
  useEffect(() => {
    const element = video.current
    const key = `${room} ${purpose}`
    if (!element || !track || marked.has(key) || !('requestVideoFrameCallback' in element)) {
      return undefined
    }
    const handle = element.requestVideoFrameCallback(() => {
      marked.add(key)
      performance.mark(`etaluukku:first-frame:${purpose}`)
    })
    return () => element.cancelVideoFrameCallback(handle)
  }, [video, track, purpose, room])
}
