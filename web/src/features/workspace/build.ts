import type { Api, Me } from '@/api/http'
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

/**
 * Where this page's socket may lead: its own origin first, then the service's others to which
 * the browser would bring the same cookies (RFC 6265, 8.5: they know hosts and no ports).
 */
export function socketUrls(workspace: string, origins: readonly string[]): string[] {
  const own = new URL(location.origin)
  const others = origins
    .map((origin) => new URL(origin))
    .filter((url) => url.hostname === own.hostname && url.protocol === own.protocol)
  const found = new Set([own, ...others].map((url) => url.origin))
  return [...found].map((origin) => `${origin.replace(/^http/, 'ws')}/ws/${workspace}`)
}

/** The parts of a signed-in workspace, wired to the browser. */
export function buildWorkspace(api: Api, me: Me): Built {
  const client = new SignalingClient({
    urls: socketUrls(api.workspace, me.origins ?? []),
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
