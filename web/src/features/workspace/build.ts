import type { Api } from '@/api/http'
import { browserClock } from '@/lib/timers'
import { LocalMedia } from '@/media/localMedia'
import { RoomMedia } from '@/media/roomMedia'
import { SignalingClient } from '@/signaling/client'
import { sessionResume } from '@/signaling/resume'

export interface Built {
  client: SignalingClient
  local: LocalMedia
  media: RoomMedia
}

/** The parts of a signed-in workspace, wired to the browser. */
export function buildWorkspace(api: Api): Built {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  const client = new SignalingClient({
    url: `${scheme}//${location.host}/ws/${api.workspace}`,
    resume: sessionResume(api.workspace),
    clock: browserClock,
    random: Math.random,
    api,
  })
  const local = new LocalMedia()
  return { client, local, media: new RoomMedia({ client, local, clock: browserClock }) }
}

/** Run them; returns how to stop. */
export function runWorkspace({ client, media }: Built): () => void {
  const hurry = (): void => {
    client.hurry()
    client.probe()
  }
  const wake = (): void => {
    if (!document.hidden) hurry()
  }
  window.addEventListener('online', hurry)
  document.addEventListener('visibilitychange', wake)
  media.start()
  client.start()
  return () => {
    window.removeEventListener('online', hurry)
    document.removeEventListener('visibilitychange', wake)
    media.stop()
    client.stop()
  }
}
