import { describe, expect, it } from 'vitest'
import type { ServerMessage } from '@/protocol/server'
import { currentRing, currentRoom, isJoining, ownTerminal, requestOf } from '@/state/select'
import { emptyState, reduce, type WorkspaceState } from '@/state/workspace'
import { member, request, reservation, room, terminal, terminalMember, welcome } from './support/told'

const after = (...messages: ServerMessage[]): WorkspaceState =>
  messages.reduce((state, message, index) => reduce(state, message, index * 1000), emptyState)

describe('room', () => {
  it('is the one we are in', () => {
    expect(currentRoom(after(welcome(), room()))?.told.room).toBe('room_1')
  })

  it('drops an older revision', () => {
    const state = after(welcome(), room({ revision: 5 }), room({ revision: 4, state: 'waiting' }))
    expect(currentRoom(state)?.told.state).toBe('live')
  })

  it('is gone when it ended, and its reason is kept', () => {
    const ended = room({ revision: 2, state: 'ended', reason: 'ended_by_resident' })
    const state = after(welcome(), room(), ended)
    expect(currentRoom(state)).toBeNull()
    expect(state.endedRoom?.reason).toBe('ended_by_resident')
  })

  it('is gone when we are no longer a member', () => {
    const without = room({ revision: 2, members: [terminalMember()] })
    expect(currentRoom(after(welcome(), room(), without))).toBeNull()
  })

  it('of before is forgotten when a new one begins', () => {
    const ended = room({ revision: 2, state: 'ended', reason: 'staff_left' })
    expect(after(welcome(), room(), ended, room({ room: 'room_2' })).endedRoom).toBeNull()
  })
})

describe('ring', () => {
  it('is shown while it is pending', () => {
    expect(currentRing(after(welcome(), reservation()))?.told.reservation).toBe('res_1')
  })

  it.each(['rejected', 'timed_out', 'rescinded', 'canceled'] as const)('is over when %s', (state) => {
    const ended = after(welcome(), reservation(), reservation({ state }))
    expect(currentRing(ended)).toBeNull()
    expect(ended.endedReservation?.state).toBe(state)
    expect(isJoining(ended)).toBe(false)
  })

  it('answered here waits for the room, in either order', () => {
    const accepted = reservation({ state: 'accepted', accepted_here: true })
    expect(isJoining(after(welcome(), reservation(), accepted))).toBe(true)
    expect(isJoining(after(welcome(), reservation(), accepted, room()))).toBe(false)
    const ended = room({ revision: 2, state: 'ended', reason: 'ended_by_staff' })
    expect(isJoining(after(welcome(), reservation(), room(), accepted, ended))).toBe(false)
  })

  it('answered elsewhere is not ours', () => {
    const state = after(welcome(), reservation(), reservation({ state: 'accepted' }))
    expect(isJoining(state)).toBe(false)
  })
})

describe('rings that ended otherwise', () => {
  const endings = (...messages: ServerMessage[]): string[] =>
    after(welcome(), ...messages).endedRings.map(({ ending }) => ending)

  it('are told once, and only where they were shown', () => {
    const taken = reservation({ state: 'rescinded' })
    expect(endings(reservation(), taken, taken)).toEqual(['taken'])
    expect(endings(taken)).toEqual([])
  })

  it('are no news to the tab that answered or declined', () => {
    const here = reservation({ state: 'accepted', accepted_here: true })
    expect(endings(reservation(), here)).toEqual([])
    expect(endings(reservation(), reservation({ state: 'rejected' }))).toEqual([])
  })

  it('may have ended while the connection was down', () => {
    expect(endings(reservation(), welcome(), { type: 'synced' })).toEqual(['unknown'])
    expect(endings(reservation(), welcome(), reservation(), { type: 'synced' })).toEqual([])
  })

  it('do not pile up', () => {
    const each = [...Array(20).keys()].flatMap((number) => {
      const named = { reservation: `res_${number}` }
      return [reservation(named), reservation({ ...named, state: 'timed_out' })]
    })
    expect(endings(...each)).toHaveLength(5)
  })
})

describe('request and terminal', () => {
  it('finds the live request of the terminal', () => {
    const state = after(welcome(), request({ state: 'pending' }))
    expect(requestOf(state, 'porina-1')?.told.state).toBe('pending')
    expect(requestOf(state, 'lavia-1')).toBeNull()
  })

  it('remembers how a request ended', () => {
    const canceled = request({ state: 'canceled', reason: 'unserved' })
    const state = after(welcome(), request(), canceled)
    expect(requestOf(state, 'porina-1')).toBeNull()
    expect(state.endedRequest?.reason).toBe('unserved')
  })

  it('knows the terminal in own charge', () => {
    const charge = { person: 'kaisa-niemi', name: 'Kaisa Niemi', seat: 'at_desk' as const }
    const theirs = terminal({ in_charge: { ...charge, you: false } })
    expect(ownTerminal(after(theirs))).toBeNull()
    const ours = terminal({ in_charge: { ...charge, you: true } })
    expect(ownTerminal(after(theirs, ours))?.terminal).toBe('porina-1')
  })
})

it('says who took the terminal over, until we have one again', () => {
  const charge = { person: 'kaisa-niemi', name: 'Kaisa Niemi', seat: 'at_desk' as const }
  const ours = terminal({ in_charge: { ...charge, you: true } })
  const theirs = terminal({ in_charge: { ...charge, name: 'Matti Mäki', you: false } })
  expect(after(theirs).lostTerminal).toBeNull()
  expect(after(ours, theirs).lostTerminal?.in_charge?.name).toBe('Matti Mäki')
  expect(after(ours, terminal()).lostTerminal).toBeNull()
  expect(after(ours, theirs, ours).lostTerminal).toBeNull()
})

it('changes only the availability that was told', () => {
  const free = (service: string, available: number) => ({
    service,
    closed: false,
    opens_in_s: null,
    languages: [{ language: 'fi', into: null, available, on_duty: 3, wait: null }],
  })
  const state = after(
    { type: 'availability.state', callbacks: false, services: [free('vero', 2), free('dvv', 1)] },
    { type: 'availability.state', callbacks: false, services: [free('vero', 0)] },
  )
  expect(state.availability['vero']?.told.languages[0]?.available).toBe(0)
  expect(state.availability['dvv']?.told.languages[0]?.available).toBe(1)
})

it('takes ICE servers without the fields that are not set', () => {
  const state = after(
    welcome({ ice_servers: [{ urls: ['stun:a'], username: null, credential: null }] }),
  )
  expect(state.ice?.told.servers).toEqual([{ urls: ['stun:a'] }])
})

it('counts durations from when they were told', () => {
  const state = after(welcome(), room({ members: [member()] }))
  expect(currentRoom(state)?.at).toBe(1000)
})
