/** What a room's state asks of one participant's peer connections. Pure. */
import type { Purpose, RequestKind, RoomTold } from '@/protocol/server'
import type { Device } from './localMedia'
import type { Grants } from './tracks'

/** One pair that this participant belongs to. */
export interface LinkPlan {
  peer: string
  offering: boolean
  /** The highest generation offered so far, 0 none. */
  generation: number
  peerIsTerminal: boolean
  /** Whether the server has the other end now. */
  reachable: boolean
  isInquiry: boolean
}

export function linksOf(room: RoomTold, me: string): LinkPlan[] {
  return room.links
    .filter((link) => link.offerer === me || link.answerer === me)
    .map((link) => {
      const offering = link.offerer === me
      const peer = offering ? link.answerer : link.offerer
      const member = room.members.find((each) => each.participant === peer)
      return {
        peer,
        offering,
        generation: link.generation,
        peerIsTerminal: member?.role === 'terminal',
        reachable: member?.connected ?? false,
        isInquiry: room.kind === 'inquiry',
      }
    })
}

/** What `sender` may send to `receiver`; nothing else may flow. */
export function granted(room: RoomTold, sender: string, receiver: string): ReadonlySet<Purpose> {
  const grant = room.grants.find((each) => each.sender === sender && each.receiver === receiver)
  return new Set(grant?.purposes)
}

/** What each of the others may send to `me`: nothing else is shown or played. */
export function receivable(room: RoomTold, me: string): Grants {
  return Object.fromEntries(
    linksOf(room, me).map(({ peer }) => [peer, granted(room, peer, me)] as const),
  )
}

/** Whether the paper on the table may be seen now. */
export function seesPaper(room: RoomTold, me: string): boolean {
  return linksOf(room, me).some(
    ({ peer, peerIsTerminal }) => peerIsTerminal && granted(room, peer, me).has('document'),
  )
}

/**
 * The devices that this participant's links are for: a clerk beside the resident has a headset;
 * in an inquiry (`speaking`) the microphone is not touched before its voice is switched on.
 */
export function devicesOf(room: RoomTold, me: string, speaking = false): readonly Device[] {
  if (room.kind === 'inquiry') return speaking ? ['voice'] : []
  if (linksOf(room, me).length === 0) return []
  const own = room.members.find((each) => each.participant === me)
  return own?.seat === 'at_desk' ? ['voice'] : ['voice', 'face']
}

/** Whether a ring of this kind wants camera and microphone ready before it is answered. */
export function needsDevices(kind: RequestKind): boolean {
  return kind === 'visit' || kind === 'interpreter'
}

/** Staff consult in private, or are about to: either way the resident is cut off already. */
export function isConsulting(room: RoomTold): boolean {
  return room.mode === 'consultation' || room.wanted === 'consultation'
}

/** The revision to confirm once its grants are obeyed; null when the room stays as it is. */
export function toConfirm(room: RoomTold): number | null {
  return room.wanted === null ? null : room.revision
}
