import type { IceServer } from '@/protocol/server'

/** ICE servers as RTCPeerConnection takes them, and how long they hold when known, s. */
export interface IceConfig {
  servers: RTCIceServer[]
  expiresInS: number | null
}

export function iceConfig(servers: readonly IceServer[], expiresInS: number | null): IceConfig {
  return {
    servers: servers.map(({ urls, username, credential }) => ({
      urls: [...urls],
      ...(username === null ? {} : { username }),
      ...(credential === null ? {} : { credential }),
    })),
    expiresInS,
  }
}
