/** Who of a room shows a screen, and to whom. Pure. */
import type { Member, Role, RoomTold } from '@/protocol/server'
import { granted } from '../plan'

/** Of several who show at the same time the first stands on the booth screen (booth/placing.py). */
const FIRST: readonly Role[] = ['expert', 'clerk', 'interpreter']

/** Whoever sees it when `me` shows a screen. */
export function viewers(room: RoomTold, me: string): Member[] {
  return room.members.filter(
    ({ participant }) => participant !== me && granted(room, me, participant).has('screen'),
  )
}

/** Somebody else who shows a screen to `me` now. */
export function whoShows(room: RoomTold, me: string): Member | null {
  const showing = room.members.filter(
    (member) =>
      member.participant !== me &&
      member.sending.screen &&
      granted(room, member.participant, me).has('screen'),
  )
  return showing.sort(byRank)[0] ?? null
}

/** Whether `me` may begin to show: staff who are not interpreting, one at a time. */
export function mayShow(room: RoomTold, me: string): boolean {
  const own = room.members.find(({ participant }) => participant === me)
  const mayRole = own?.role === 'expert' || own?.role === 'clerk'
  return mayRole && viewers(room, me).length > 0 && whoShows(room, me) === null
}

/** Two began at the same moment: whether it is `me` who stops. */
export function yields(room: RoomTold, me: string): boolean {
  const own = room.members.find(({ participant }) => participant === me)
  const other = whoShows(room, me)
  return own !== undefined && other !== null && byRank(own, other) > 0
}

/**
 * To whom one shows: what was begun for these ends when it becomes another. A screen that was
 * shown to a colleague in private is not to appear before the resident by itself.
 */
export function audienceOf(room: RoomTold | null, me: string): string {
  if (!room || viewers(room, me).length === 0) return ''
  return `${room.room} ${room.wanted ?? room.mode}`
}

function byRank(a: Member, b: Member): number {
  const rank = FIRST.indexOf(a.role) - FIRST.indexOf(b.role)
  return rank !== 0 ? rank : a.participant < b.participant ? -1 : 1
}
