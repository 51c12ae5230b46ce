/** An inquiry in the browser's media: text at once, the microphone only when switched on. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from '@/lib/store'
import { LocalMedia } from '@/media/localMedia'
import { RoomMedia } from '@/media/roomMedia'
import type { ClientMessage } from '@/protocol/client'
import type { RoomTold, ServerMessage } from '@/protocol/server'
import { emptyState, reduce, type WorkspaceState } from '@/state/workspace'
import { FakeClock } from './support/clock'
import { FakeChannel, FakeConnection, fakeDevices } from './support/media'
import { member, reservation, room, welcome } from './support/told'

vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null })

const off = { voice: false, face: false, document: false, screen: false }
const members = [
  member({ sending: off }),
  member({ participant: 'p_kaisa', role: 'clerk', name: 'Kaisa Niemi', sending: off }),
]
const inquiry = (given: Partial<RoomTold> = {}): RoomTold =>
  room({
    kind: 'inquiry',
    terminal: null,
    terminal_name: null,
    place_name: null,
    members,
    links: [{ offerer: 'p_me', answerer: 'p_kaisa', generation: 0 }],
    grants: [
      { sender: 'p_me', receiver: 'p_kaisa', purposes: ['voice'] },
      { sender: 'p_kaisa', receiver: 'p_me', purposes: ['voice'] },
    ],
    ...given,
  })

let clock: FakeClock
let connections: FakeConnection[]
let said: ClientMessage[]
let devices: ReturnType<typeof fakeDevices>
let local: LocalMedia
let media: RoomMedia
let tell: (...messages: ServerMessage[]) => void

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
}
const ofType = <T extends ClientMessage['type']>(type: T) =>
  said.filter((each): each is Extract<ClientMessage, { type: T }> => each.type === type)
const newest = (): FakeConnection => connections.at(-1) ?? expect.fail('no connection')
const channel = (): FakeChannel => newest().channels[0] ?? expect.fail('no channel')

beforeEach(() => {
  clock = new FakeClock()
  connections = []
  said = []
  devices = fakeDevices()
  const state = createStore<WorkspaceState>(emptyState)
  const listeners = new Set<(message: ServerMessage) => void>()
  tell = (...messages) => {
    for (const message of messages) {
      state.set(reduce(state.get(), message, clock.now()))
      for (const listener of listeners) listener(message)
    }
  }
  local = new LocalMedia(devices)
  media = new RoomMedia({
    client: {
      state,
      listen: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      request: (message) => Promise.resolve(void said.push(message)),
      send: (message) => said.push(message) > 0,
      probe: vi.fn(),
    },
    local,
    clock,
    makeConnection(configuration) {
      const made = new FakeConnection(configuration)
      connections.push(made)
      return made as unknown as RTCPeerConnection
    },
  })
  media.start()
  tell(welcome(), { type: 'synced' })
})

describe('an inquiry', () => {
  it('opens no device while it rings, nor when it begins', async () => {
    tell(reservation({ kind: 'inquiry', terminal: null }))
    tell(reservation({ kind: 'inquiry', state: 'accepted', accepted_here: true }))
    tell(inquiry())
    await settle()
    expect(devices.getUserMedia.mock.calls).toEqual([])
    expect(connections).toHaveLength(1)
  })

  it('offers a voice and a channel, nothing else', async () => {
    tell(inquiry())
    await settle()
    expect(ofType('offer')[0]?.tracks.map(({ purpose }) => purpose)).toEqual(['voice'])
    expect([channel().label, channel().protocol]).toEqual(['text', 'etaluukku-text-1'])
  })

  it('takes the other end’s channel by its name only, and never in a visit', async () => {
    tell(inquiry({ links: [{ offerer: 'p_kaisa', answerer: 'p_me', generation: 1 }] }))
    tell({
      type: 'offer',
      sender: 'p_kaisa',
      room: 'room_1',
      generation: 1,
      sdp: 'v=0',
      tracks: [{ mid: '0', purpose: 'voice' }],
    })
    await settle()
    const [stray, right] = [new FakeChannel('other'), new FakeChannel()]
    newest().ondatachannel?.({ channel: stray })
    expect(stray.readyState).toBe('closed')
    newest().ondatachannel?.({ channel: right })
    right.opens()
    media.text.get()?.say('hei')
    expect(right.sent).toHaveLength(1)

    tell(room({ room: 'room_2' }))
    await settle()
    expect(media.text.get()).toBeNull()
    const uninvited = new FakeChannel()
    newest().ondatachannel?.({ channel: uninvited })
    expect(uninvited.readyState).toBe('closed')
  })

  it('carries what has not arrived over to the next generation', async () => {
    tell(inquiry())
    await settle()
    const first = channel()
    first.opens()
    media.text.get()?.say('hei')
    newest().becomes('connected')
    newest().becomes('failed')
    clock.pass(1000)
    await settle()
    expect(connections).toHaveLength(2)
    channel().opens()
    expect(channel().sent).toEqual(first.sent)
  })

  it('opens the microphone when the voice is switched on, and closes it after', async () => {
    tell(inquiry())
    await settle()
    expect(ofType('media.set').at(-1)?.sending.voice).toBe(false)
    media.speak(true)
    await settle()
    expect(devices.getUserMedia.mock.calls).toHaveLength(1)
    expect(devices.getUserMedia.mock.calls[0]?.[0]).not.toHaveProperty('video')
    expect(newest().sends()).toEqual([true])
    expect(ofType('media.set').at(-1)?.sending).toMatchObject({ voice: true, face: false })
    expect(ofType('offer')).toHaveLength(1)
    media.speak(false)
    await settle()
    expect(newest().sends()).toEqual([false])
    expect(ofType('media.set').at(-1)?.sending.voice).toBe(false)
  })

  it('sends nobody a microphone that is only being tried', async () => {
    tell(inquiry())
    await local.hold('test')
    await settle()
    expect(local.state.get().voice.track).not.toBeNull()
    expect(newest().sends()).toEqual([false])
  })

  it('forgets voice and texts with the room', async () => {
    tell(inquiry())
    media.text.get()?.say('hei')
    media.speak(true)
    tell(inquiry({ state: 'ended', revision: 9 }))
    await settle()
    expect(media.text.get()).toBeNull()
    tell(inquiry({ room: 'room_2' }))
    await settle()
    expect(media.speaking.get()).toBe(false)
    expect(media.text.get()?.state.get().log).toEqual([])
  })
})
