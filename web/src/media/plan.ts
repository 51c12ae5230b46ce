/** What a room's state asks of one participant's peer connections. Pure. */
import type { Purpose, RoomTold } from '@/protocol/server'

/** One pair that this participant belongs to. */
export interface LinkPlan {
  peer: string
  offering: boolean
  /** The highest generation offered so far, 0 none. */
  generation: number
  peerIsTerminal: boolean
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
      }
    })
}

/** What `sender` may send to `receiver`; nothing else may flow. */
export function granted(room: RoomTold, sender: string, receiver: string): ReadonlySet<Purpose> {
  const grant = room.grants.find((each) => each.sender === sender && each.receiver === receiver)
  return new Set(grant?.purposes)
}
