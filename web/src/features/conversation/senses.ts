/** Who may hear and see whom in a room, from its grants. Pure. */
import type { Member, Purpose, RoomTold } from '@/protocol/server'

/** What somebody hears or sees, as one says it: all the others, or some of them. */
export type Sensed = 'you' | 'resident' | 'others' | 'some' | 'document' | 'screen'

export interface Senses {
  readonly hears: readonly Sensed[]
  readonly sees: readonly Sensed[]
}

/** What `member` may hear and see now, in the words of `me`. */
export function sensesOf(room: RoomTold, member: Member, me: string): Senses {
  const sees = people(room, member, me, 'face')
  if (senders(room, member, 'document').length > 0) sees.push('document')
  const shares = senders(room, member, 'screen').some(({ sending }) => sending.screen)
  if (shares) sees.push('screen')
  return { hears: people(room, member, me, 'voice'), sees }
}

/** Members who may send `purpose` to `receiver`, or to anybody. */
function senders(room: RoomTold, receiver: Member | null, purpose: Purpose): Member[] {
  return room.members.filter(({ participant }) =>
    room.grants.some(
      (grant) =>
        grant.sender === participant &&
        (!receiver || grant.receiver === receiver.participant) &&
        grant.purposes.includes(purpose),
    ),
  )
}

function people(room: RoomTold, member: Member, me: string, purpose: Purpose): Sensed[] {
  const isOther = ({ participant, role }: Member): boolean =>
    participant !== me && participant !== member.participant && role !== 'terminal'
  const sensed = senders(room, member, purpose)
  const others = sensed.filter(isOther)
  // Who sends nothing to anybody, as a clerk beside the resident, is nobody to miss.
  const all = senders(room, null, purpose).filter(isOther)
  const found: Sensed[] = []
  if (sensed.some(({ participant }) => participant === me)) found.push('you')
  if (sensed.some(({ role }) => role === 'terminal')) found.push('resident')
  if (others.length > 0) found.push(others.length === all.length ? 'others' : 'some')
  return found
}
