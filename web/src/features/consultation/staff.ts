import type { RoomTold } from '@/protocol/server'

/** Whether somebody else of the staff is in the room to consult with. */
export function hasColleague(room: RoomTold, me: string): boolean {
  return room.members.some((each) => each.role !== 'terminal' && each.participant !== me)
}

/** Whether somebody stays who holds the conversation: an interpreter alone does not. */
export function hasSuccessor(room: RoomTold, me: string): boolean {
  return room.members.some(
    ({ participant, role }) => participant !== me && (role === 'clerk' || role === 'expert'),
  )
}

export type ConsultationStage = 'together' | 'beginning' | 'private'

/** Private only when everybody has confirmed that nothing goes to the resident any more. */
export function stageOf({ mode, wanted }: Pick<RoomTold, 'mode' | 'wanted'>): ConsultationStage {
  if (mode === 'consultation') return 'private'
  return wanted === 'consultation' ? 'beginning' : 'together'
}
