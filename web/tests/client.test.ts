import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SignalingClient } from '@/signaling/client'
import { Refused } from '@/signaling/pending'
import { sessionResume } from '@/signaling/resume'
import { emptyState } from '@/state/workspace'
import { FakeClock } from './support/clock'
import { FakeSocket } from './support/socket'
import { reservation, room, welcome } from './support/told'

let clock: FakeClock
let sockets: FakeSocket[]
let client: SignalingClient
const api = { me: vi.fn(), renew: vi.fn() }

const socket = (): FakeSocket => {
  const last = sockets.at(-1)
  if (!last) throw new Error('no socket was opened')
  return last
}
const connect = (given: Parameters<typeof welcome>[0] = {}): void => {
  socket().opens()
  socket().says(welcome(given), { type: 'synced' })
}

beforeEach(() => {
  clock = new FakeClock()
  sockets = []
  api.me.mockReset().mockResolvedValue({})
  api.renew.mockReset().mockResolvedValue(undefined)
  client = new SignalingClient({
    urls: ['ws://etaluukku.test/ws/expert', 'ws://other.test/ws/expert'],
    resume: sessionResume('expert'),
    clock,
    random: () => 0,
    api,
    makeSocket: (url) => {
      const made = new FakeSocket(url)
      sockets.push(made)
      return made as unknown as WebSocket
    },
  })
  client.start()
})

describe('connecting', () => {
  it('says hello, and keeps the resume token of the tab', () => {
    connect()
    expect(socket().sent[0]).toEqual({ type: 'hello', protocol: 1, client: 'web' })
    expect(sessionStorage.getItem('etaluukku.resume.expert')).toBe('resume-1')
    expect(client.connection.get()).toEqual({ phase: 'ready' })
  })

  it('comes back as the same participant after a drop', () => {
    connect()
    socket().closes(1006)
    clock.pass(125)
    socket().opens()
    expect(socket().last('hello').resume).toBe('resume-1')
  })

  it('says hello anew when the token is no longer known', () => {
    connect()
    socket().closes(1006)
    clock.pass(125)
    socket().opens()
    socket().closes(4410)
    socket().opens()
    expect(socket().last('hello').resume).toBeUndefined()
  })

  it('asks to sign in when nobody is signed in', async () => {
    api.me.mockResolvedValue(null)
    socket().closes(1006)
    await vi.waitFor(() => {
      expect(client.connection.get()).toEqual({ phase: 'refused', why: 'sign_in' })
    })
  })

  it('gives up a socket that no longer answers', () => {
    connect()
    client.probe()
    clock.pass(4000)
    expect(client.connection.get().phase).toBe('waiting')
  })

  it('keeps a socket that answers', () => {
    connect()
    client.probe()
    socket().says({ type: 'ice.servers', ice_servers: [], expires_in_s: 600 })
    clock.pass(4000)
    expect(client.connection.get().phase).toBe('ready')
  })
})

describe('a tab that slept for an hour', () => {
  const HOUR_MS = 3_600_000

  /** The computer slept: no timer ran, nothing came, and the server has given the place up. */
  const slept = (): void => {
    connect({ expires_in_s: 900 })
    socket().says(reservation({ remaining_s: 20 }))
    clock.skip(HOUR_MS)
    client.hurry()
    client.probe()
    clock.pass(4000)
  }

  it('finds out that its socket is dead, and begins anew with what is true now', () => {
    slept()
    clock.pass(125)
    socket().opens()
    expect(socket().last('hello').resume).toBe('resume-1')
    socket().closes(4410)
    socket().opens()
    expect(socket().last('hello').resume).toBeUndefined()
    socket().says(welcome({ participant: 'p_new' }), { type: 'synced' })
    expect(client.connection.get()).toEqual({ phase: 'ready' })
    const { participant, reservations } = client.state.get()
    expect(participant).toBe('p_new')
    expect(reservations, 'nothing rings that rang an hour ago').toEqual({})
  })

  it('asks to sign in when that has run out meanwhile', async () => {
    slept()
    api.me.mockResolvedValue(null)
    clock.pass(125)
    socket().closes(1006)
    await vi.waitFor(() => {
      expect(client.connection.get()).toEqual({ phase: 'refused', why: 'sign_in' })
    })
    expect(client.state.get()).toEqual(emptyState)
  })
})

describe('moving to another server', () => {
  const here = (): FakeSocket => sockets[0] as FakeSocket
  const there = (): FakeSocket => sockets[1] as FakeSocket
  const asked = (): void => {
    connect()
    here().says({ type: 'server.move', within_s: 10 })
  }
  const welcomed = (): void => {
    there().opens()
    there().says(welcome({ resumed: true }), room({ revision: 7 }), { type: 'synced' })
  }

  it('keeps the old socket until it is welcomed on the next', () => {
    asked()
    expect(there().url).toBe('ws://other.test/ws/expert')
    there().opens()
    expect(there().last('hello').resume).toBe('resume-1')
    expect(client.connection.get()).toEqual({ phase: 'ready' })
    client.send({ type: 'ice.get' })
    expect(here().last('ice.get')).toBeDefined()
  })

  it('hears the answers there were on the old one before all else', async () => {
    asked()
    const accepted = client.request({ type: 'reservation.accept', reservation: 'res_1' })
    welcomed()
    expect(here().last('bye')).toBeDefined()
    expect(client.state.get().rooms).toEqual({})
    here().says({ type: 'ack', re: here().last('reservation.accept').id ?? '' })
    await expect(accepted).resolves.toBeUndefined()
    here().closes(1000)
    expect(Object.keys(client.state.get().rooms)).toEqual(['room_1'])
    expect(client.connection.get()).toEqual({ phase: 'ready' })
    expect(there().sent.map((each) => each.type)).toEqual(['hello'])
  })

  it('says again what had no answer, and what was said in between', () => {
    asked()
    void client.request({ type: 'reservation.accept', reservation: 'res_1' })
    welcomed()
    client.send({ type: 'ice.get' })
    here().closes(1006)
    expect(there().sent.map((each) => each.type).toSorted()).toEqual([
      'hello',
      'ice.get',
      'reservation.accept',
    ])
    expect(there().last('reservation.accept').id).toBe(here().last('reservation.accept').id)
  })

  it('does not wait for ever for the old one to close', () => {
    asked()
    welcomed()
    clock.pass(2000)
    expect(here().readyState).toBe(WebSocket.CLOSED)
    expect(Object.keys(client.state.get().rooms)).toEqual(['room_1'])
  })

  it('tries the next server when one is not to be reached', () => {
    asked()
    there().closes(1006)
    clock.pass(125)
    expect(sockets[2]?.url).toBe('ws://etaluukku.test/ws/expert')
    expect(client.connection.get()).toEqual({ phase: 'ready' })
  })

  it('reconnects as ever when the old one closes first', () => {
    asked()
    here().closes(1012)
    expect(client.connection.get().phase).toBe('waiting')
    clock.pass(125)
    expect(sockets.at(-1)?.url).toBe('ws://etaluukku.test/ws/expert')
    connect({ resumed: true })
    expect(client.connection.get().phase).toBe('ready')
  })
})

it('keeps the newest token that it is told', () => {
  connect()
  socket().says({ type: 'resume.state', resume: 'resume-9' })
  expect(sessionStorage.getItem('etaluukku.resume.expert')).toBe('resume-9')
})

describe('asking', () => {
  it('is answered by the ack of its id', async () => {
    connect()
    const asked = client.request({ type: 'presence.set', state: 'available' })
    socket().says({ type: 'ack', re: socket().last('presence.set').id ?? '' })
    await expect(asked).resolves.toBeUndefined()
  })

  it('is refused with the code of the error', async () => {
    connect()
    const asked = client.request({ type: 'reservation.accept', reservation: 'res_1' })
    const re = socket().last('reservation.accept').id ?? ''
    socket().says({ type: 'error', code: 'wrong_state', detail: '', re })
    await expect(asked).rejects.toEqual(new Refused('wrong_state'))
  })

  it('says again what ends a conversation until the server can take it up', async () => {
    connect()
    const left = client.request({ type: 'room.leave', room: 'room_1' })
    const re = socket().last('room.leave').id ?? ''
    const said = (): number => socket().sent.filter(({ type }) => type === 'room.leave').length
    socket().says({ type: 'error', code: 'unavailable', detail: '', re })
    expect(said()).toBe(1)
    clock.pass(1000)
    expect(said()).toBe(2)
    socket().says({ type: 'ack', re })
    await expect(left).resolves.toBeUndefined()
  })

  it('does not say again what begins something', async () => {
    connect()
    const asked = client.request({ type: 'room.open', terminal: 'porina-1' })
    const re = socket().last('room.open').id ?? ''
    socket().says({ type: 'error', code: 'unavailable', detail: '', re })
    await expect(asked).rejects.toEqual(new Refused('unavailable'))
  })

  it('asks again after coming back as the same participant', async () => {
    connect()
    const asked = client.request({ type: 'reservation.accept', reservation: 'res_1' })
    socket().closes(1006)
    clock.pass(125)
    connect({ resumed: true })
    socket().says({ type: 'ack', re: socket().last('reservation.accept').id ?? '' })
    await expect(asked).resolves.toBeUndefined()
  })

  it('does not ask again as a new participant', async () => {
    connect()
    const asked = client.request({ type: 'reservation.accept', reservation: 'res_1' })
    socket().closes(1006)
    clock.pass(125)
    connect({ resumed: false })
    await expect(asked).rejects.toEqual(new Refused('connection_lost'))
  })

  it('fails at once for what is then out of date', async () => {
    connect()
    const asked = client.request({ type: 'ice.get' }, true)
    socket().closes(1006)
    await expect(asked).rejects.toEqual(new Refused('connection_lost'))
  })
})

describe('what is remembered', () => {
  it('is over when it is not told again', () => {
    connect()
    socket().says(room(), reservation())
    expect(Object.keys(client.state.get().rooms)).toEqual(['room_1'])
    socket().closes(1006)
    clock.pass(125)
    socket().opens()
    socket().says(welcome({ resumed: true }), room({ revision: 2 }))
    expect(Object.keys(client.state.get().reservations)).toEqual(['res_1'])
    socket().says({ type: 'synced' })
    expect(Object.keys(client.state.get().reservations)).toEqual([])
    expect(Object.keys(client.state.get().rooms)).toEqual(['room_1'])
  })
})

it('knows nothing any more when another tab has taken the place', () => {
  connect()
  socket().says(room())
  socket().closes(4409)
  expect(client.state.get()).toEqual(emptyState)
  client.startAnew()
  socket().opens()
  expect(socket().last('hello').resume).toBeUndefined()
})

describe('access', () => {
  it('is renewed over HTTP and on the socket before it expires', async () => {
    connect({ expires_in_s: 100 })
    clock.pass(60_000)
    await vi.waitFor(() => {
      expect(socket().last('access.renew').id).toBeDefined()
    })
    expect(api.renew).toHaveBeenCalledTimes(1)
  })

  it('is tried again when renewing failed', async () => {
    api.renew.mockRejectedValueOnce(new Error('no network'))
    connect({ expires_in_s: 100 })
    clock.pass(60_000)
    await vi.waitFor(() => {
      clock.pass(20_000)
      expect(api.renew).toHaveBeenCalledTimes(2)
    })
  })
})
