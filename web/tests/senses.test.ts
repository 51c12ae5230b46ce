import { expect, it } from 'vitest'
import { sensesOf } from '@/features/conversation/senses'
import type { Grant, Member, Purpose, RoomTold } from '@/protocol/server'
import { member, room, terminalMember } from './support/told'

const clerk = member({ participant: 'p_clerk', role: 'clerk', name: 'Kaisa Niemi', seat: 'at_desk' })
const interpreter = member({ participant: 'p_tulkki', role: 'interpreter', name: 'Omar Hassan' })
const me = member()
const resident = terminalMember()

const grant = (sender: Member, receiver: Member, ...purposes: Purpose[]): Grant => ({
  sender: sender.participant,
  receiver: receiver.participant,
  purposes,
})
const person = (a: Member, b: Member): Grant => grant(a, b, 'voice', 'face', 'screen')

function together(): RoomTold {
  return room({
    members: [me, resident, clerk, interpreter],
    grants: [
      person(me, resident),
      person(interpreter, resident),
      person(me, interpreter),
      person(interpreter, me),
      grant(resident, me, 'voice', 'face', 'document'),
      grant(resident, interpreter, 'voice', 'face', 'document'),
    ],
  })
}

it('tells who hears and sees whom while all are together', () => {
  const told = together()
  expect(sensesOf(told, resident, 'p_me')).toEqual({
    hears: ['you', 'others'],
    sees: ['you', 'others'],
  })
  expect(sensesOf(told, me, 'p_me')).toEqual({
    hears: ['resident', 'others'],
    sees: ['resident', 'others', 'document'],
  })
  expect(sensesOf(told, interpreter, 'p_me')).toEqual({
    hears: ['you', 'resident'],
    sees: ['you', 'resident', 'document'],
  })
  expect(sensesOf(told, clerk, 'p_me')).toEqual({ hears: [], sees: [] })
})

it('tells that the resident is left out of a consultation', () => {
  const told = room({
    members: [me, resident, clerk],
    grants: [grant(me, clerk, 'voice', 'face', 'screen'), grant(clerk, me, 'voice')],
  })
  expect(sensesOf(told, resident, 'p_me')).toEqual({ hears: [], sees: [] })
  expect(sensesOf(told, clerk, 'p_me')).toEqual({ hears: ['you'], sees: ['you'] })
  expect(sensesOf(told, me, 'p_me')).toEqual({ hears: ['others'], sees: [] })
})

it('tells when only some of the others are heard, and who sees a shared screen', () => {
  const colleague = member({ participant: 'p_2', name: 'Björn Öhman' })
  const shares = { ...interpreter, sending: { ...interpreter.sending, screen: true } }
  const told = room({
    members: [me, resident, shares, colleague],
    grants: [
      person(shares, resident),
      grant(colleague, me, 'voice'),
      person(shares, me),
      grant(me, resident, 'voice'),
    ],
  })
  expect(sensesOf(told, resident, 'p_me')).toEqual({
    hears: ['you', 'some'],
    sees: ['others', 'screen'],
  })
  expect(sensesOf(told, colleague, 'p_me')).toEqual({ hears: [], sees: [] })
})
