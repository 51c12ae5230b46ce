/** The m-lines of a link: one for each purpose, negotiated once and never changed. */
import type { Purpose } from '@/protocol/server'

export const KINDS: Readonly<Record<Purpose, 'audio' | 'video'>> = {
  voice: 'audio',
  face: 'video',
  document: 'video',
  screen: 'video',
}

/** In the order of the offer. A terminal has no screen to show, and is shown no document. */
export function directions(peerIsTerminal: boolean): Record<Purpose, RTCRtpTransceiverDirection> {
  return {
    voice: 'sendrecv',
    face: 'sendrecv',
    document: peerIsTerminal ? 'recvonly' : 'sendrecv',
    screen: peerIsTerminal ? 'sendonly' : 'sendrecv',
  }
}

/** How the browser should spend bits: motion for faces, sharpness for print. */
export const CONTENT_HINTS: Readonly<Record<Purpose, string>> = {
  voice: 'speech',
  face: 'motion',
  document: 'detail',
  screen: 'detail',
}

const TERMINAL_CODECS = new Set(['video/vp8', 'video/h264', 'video/rtx'])

/**
 * Offers a terminal only what its library can speak: the offer becomes a fifth as long,
 * and is read that much sooner.
 */
export function preferTerminalCodecs(transceiver: RTCRtpTransceiver): void {
  const all = RTCRtpReceiver.getCapabilities('video')?.codecs ?? []
  const known = all.filter((codec) => TERMINAL_CODECS.has(codec.mimeType.toLowerCase()))
  if (known.length > 0) transceiver.setCodecPreferences(known)
}
