import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import type { Member, RoomTold } from '@/protocol/server'
import { sensesOf, type Sensed } from '../senses'

interface Props {
  room: RoomTold
  member: Member
  me: string
}

/** In whole sentences, what somebody in the room may hear and see now. */
export function MaySense({ room, member, me }: Props): ReactElement {
  const { t, language } = useStaffLocale()
  const { hears, sees } = sensesOf(room, member, me)
  const who = member.participant === me ? 'you' : 'they'
  const isBeside = member.seat === 'at_desk'
  const list = (sensed: readonly Sensed[]): string =>
    new Intl.ListFormat(language).format(sensed.map((each) => t(`senses.${each}`)))
  const sentence = (sense: 'hear' | 'see', sensed: readonly Sensed[]): string => {
    if (sensed.length > 0) return t(`senses.${who}.${sense}`, { whom: list(sensed) })
    // They hear and see with the resident: nothing of their own is no loss.
    return isBeside ? '' : t(`senses.${who}.${sense}.nobody`)
  }
  const sentences = [
    isBeside ? t(`senses.${who}.beside`) : '',
    sentence('hear', hears),
    sentence('see', sees),
  ]
  return <span className="room-people-senses">{sentences.filter(Boolean).join(' ')}</span>
}
