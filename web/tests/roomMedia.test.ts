import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from '@/lib/store'
import { LocalMedia } from '@/media/localMedia'
import { RoomMedia } from '@/media/roomMedia'
import { ScreenShare } from '@/media/showing/screenShare'
import type { ClientMessage } from '@/protocol/client'
import type { ServerMessage } from '@/protocol/server'
import { emptyState, reduce, type WorkspaceState } from '@/state/workspace'
import { FakeClock } from './support/clock'
import { FakeConnection, fakeDevices, fakeStream, FakeTrack } from './support/media'
import { member, reservation, room, terminalMember, welcome } from './support/told'

let clock: FakeClock
let connections: FakeConnection[]
let said: ClientMessage[]
let local: LocalMedia
let media: RoomMedia
let tell: (...messages: ServerMessage[]) => void

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
const ofType = <T extends ClientMessage['type']>(type: T) =>
  said.filter((each): each is Extract<ClientMessage, { type: T }> => each.type === type)

vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null })

beforeEach(() => {
  clock = new FakeClock()
  connections = []
  said = []
  const state = createStore<WorkspaceState>(emptyState)
  const listeners = new Set<(message: ServerMessage) => void>()
  tell = (...messages) => {
    for (const message of messages) {
      state.set(reduce(state.get(), message, clock.now()))
      for (const listener of listeners) listener(message)
    }
  }
  local = new LocalMedia(fakeDevices())
  media = new RoomMedia({
    client: {
      state,
      listen: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      request: (message) => {
        said.push(message)
        return Promise.resolve()
      },
      send: (message) => {
        said.push(message)
        return true
      },
      probe: vi.fn(),
    },
    local,
    clock,
    share: new ScreenShare({ getDisplayMedia: () => Promise.resolve(fakeStream(new FakeTrack('video'))) }, clock),
    makeConnection(configuration) {
      const made = new FakeConnection(configuration)
      connections.push(made)
      return made as unknown as RTCPeerConnection
    },
  })
  media.start()
  tell(welcome(), { type: 'synced' })
})

describe('with a terminal', () => {
  it('offers one m-line for each purpose and names them', async () => {
    tell(room())
    await settle()
    const [offer] = ofType('offer')
    expect(offer).toMatchObject({ room: 'room_1', to: 'p_terminal', generation: 1 })
    expect(offer?.tracks.map(({ purpose }) => purpose)).toEqual([
      'voice',
      'face',
      'document',
      'screen',
    ])
    expect(connections[0]?.transceivers.map(({ direction }) => direction)).toEqual([
      'sendrecv',
      'sendrecv',
      'recvonly',
      'sendonly',
    ])
  })

  it('opens the desk’s channel before its offer, and anew for each generation', async () => {
    tell(reservation())
    await settle()
    const names = (each: FakeConnection | undefined) =>
      each?.channels.map(({ label, protocol }) => [label, protocol])
    expect(names(connections[0])).toEqual([
      ['desk', 'etaluukku-desk-1'],
      ['rtt', 't140'],
    ])
    tell(reservation({ state: 'accepted', accepted_here: true }), room())
    await settle()
    const line = media.desk.get()
    connections[0]?.channels[0]?.opens()
    expect(line?.state.get()).toMatchObject({ open: true, allowed: true })
    clock.pass(8000)
    await settle()
    expect(line?.state.get().open).toBe(false)
    connections[1]?.channels[0]?.opens()
    expect(media.desk.get()).toBe(line)
    expect(line?.state.get().open).toBe(true)
  })

  it('obeys the grant of the document, and keeps nothing beyond the room', async () => {
    tell(room())
    await settle()
    const line = media.desk.get()
    connections[0]?.channels[0]?.opens()
    tell(room({ revision: 2, mode: 'consultation', grants: [] }))
    expect(line?.state.get().allowed).toBe(false)
    tell(room({ revision: 3 }))
    expect(line?.state.get().allowed).toBe(true)
    tell(room({ revision: 4, state: 'ended', reason: 'ended_by_staff' }))
    expect(media.desk.get()).toBeNull()
    expect(line?.state.get()).toMatchObject({ allowed: false, open: false })
  })

  it('writes to whoever may hear one, and keeps nothing beyond the room', async () => {
    tell(room())
    await settle()
    const text = media.rtt.get()
    const channel = connections[0]?.channels[1]
    channel?.opens()
    text?.write('Hei')
    expect(channel?.sent).toEqual(['Hei'])
    tell(room({ revision: 2, mode: 'consultation', grants: [] }))
    text?.write('Hei, salaa')
    clock.pass(1000)
    channel?.onmessage?.({ data: 'Kuulin!' })
    expect(channel?.sent).toEqual(['Hei'])
    expect(text?.state.get().transcript.lines.map(({ who }) => who)).toEqual(['p_me'])
    tell(room({ revision: 3, state: 'ended', reason: 'ended_by_staff' }))
    expect(media.rtt.get()).toBeNull()
    expect(text?.state.get().transcript.lines).toEqual([])
  })

  it('has the offer ready while it rings, and uses it', async () => {
    tell(reservation())
    await settle()
    expect(connections).toHaveLength(1)
    expect(local.state.get().face.track).not.toBeNull()
    tell(reservation({ state: 'accepted', accepted_here: true }))
    tell(room())
    await settle()
    expect(connections).toHaveLength(1)
    expect(ofType('offer')).toHaveLength(1)
  })

  it('lets the camera and the offer go when the ring was not answered', async () => {
    tell(reservation())
    await settle()
    tell(reservation({ state: 'timed_out' }))
    expect(connections[0]?.closed).toBe(true)
    expect(local.state.get().face.track).toBeNull()
  })

  it('sends what is granted and nothing else', async () => {
    tell(room())
    await settle()
    expect(connections[0]?.sends()).toEqual([true, true, false, false])
    const quiet = { sender: 'p_me', receiver: 'p_terminal', purposes: ['face' as const] }
    tell(room({ revision: 2, grants: [quiet] }))
    await settle()
    expect(connections[0]?.sends()).toEqual([false, true, false, false])
    expect(ofType('offer')).toHaveLength(1)
  })

  it('stops sending the face when the camera is off, and tells the room', async () => {
    tell(room())
    await settle()
    await local.want('face', false)
    await settle()
    expect(connections[0]?.sends()).toEqual([true, false, false, false])
    expect(ofType('media.set').at(-1)?.sending).toMatchObject({ voice: true, face: false })
  })

  it('sends a screen while it is shown, without another offer, and tells the room', async () => {
    tell(room())
    await media.share.showScreen()
    await settle()
    expect(connections[0]?.sends()).toEqual([true, true, false, true])
    expect(ofType('media.set').at(-1)?.sending.screen).toBe(true)
    media.share.stop()
    await settle()
    expect(connections[0]?.sends()).toEqual([true, true, false, false])
    expect(ofType('media.set').at(-1)?.sending.screen).toBe(false)
    expect(ofType('offer')).toHaveLength(1)
  })

  it('ends a screen with what it was shown in: a consultation, the room', async () => {
    tell(room())
    await media.share.showScreen()
    tell(room({ revision: 2, wanted: 'consultation', grants: [] }))
    expect(media.share.state.get()).toMatchObject({ track: null, note: 'changed' })
    tell(room({ revision: 3 }))
    await media.share.showScreen()
    await settle()
    expect(connections[0]?.sends()[3]).toBe(true)
    tell(room({ revision: 4, state: 'ended', reason: 'ended_by_staff' }))
    expect(media.share.state.get()).toMatchObject({ track: null, note: null })
  })

  it('queues candidates that come before the answer', async () => {
    tell(room())
    await settle()
    const from = { room: 'room_1', sender: 'p_terminal', generation: 1 }
    const candidate = {
      candidate: 'candidate:1',
      sdpMid: '0',
      sdpMLineIndex: 0,
      usernameFragment: null,
    }
    tell({ type: 'candidate', ...from, candidate })
    await settle()
    expect(connections[0]?.candidates).toEqual([])
    tell({ type: 'answer', ...from, sdp: 'v=0 answer' })
    await settle()
    expect(connections[0]?.candidates).toEqual([candidate])
  })

  it('drops an answer to an older generation', async () => {
    tell(room())
    await settle()
    clock.pass(8000)
    await settle()
    expect(ofType('offer').map(({ generation }) => generation)).toEqual([1, 2])
    expect(connections.map(({ closed }) => closed)).toEqual([true, false])
    const from = { room: 'room_1', sender: 'p_terminal', generation: 1 }
    tell({ type: 'answer', ...from, sdp: 'v=0 answer' })
    await settle()
    expect(connections[1]?.remoteDescription).toBeNull()
  })

  it('makes a new connection when the path has been lost for four seconds', async () => {
    tell(room())
    await settle()
    connections[0]?.becomes('connected')
    expect(media.received.get()['p_terminal']?.path).toBe('connected')
    connections[0]?.becomes('disconnected')
    expect(media.received.get()['p_terminal']?.path).toBe('interrupted')
    clock.pass(4000)
    await settle()
    expect(ofType('offer').at(-1)?.generation).toBe(2)
  })

  it('keeps the pictures when only the socket was lost', async () => {
    tell(room())
    await settle()
    connections[0]?.becomes('connected')
    tell(welcome({ resumed: true }), room({ revision: 2 }), { type: 'synced' })
    await settle()
    expect(connections).toHaveLength(1)
    expect(connections[0]?.closed).toBe(false)
  })

  it('closes everything and the camera when the room ended', async () => {
    tell(room())
    await settle()
    tell(room({ revision: 2, state: 'ended', reason: 'ended_by_staff' }))
    expect(connections[0]?.closed).toBe(true)
    expect(local.state.get().face.track).toBeNull()
    expect(media.received.get()).toEqual({})
  })
})

describe('a clerk beside the resident', () => {
  it('has no connection, and neither camera nor microphone', async () => {
    const clerk = member({ role: 'clerk', seat: 'at_desk' })
    tell(room({ members: [clerk, terminalMember()], links: [], grants: [] }))
    await settle()
    expect(connections).toEqual([])
    expect(local.state.get().voice.track).toBeNull()
  })
})

describe('between browsers', () => {
  const other = member({ participant: 'p_other', role: 'clerk', seat: 'remote' })

  it('answers with the purposes that the offer names', async () => {
    const purposes = ['voice' as const, 'face' as const, 'screen' as const]
    tell(
      room({
        members: [member(), other],
        links: [{ offerer: 'p_other', answerer: 'p_me', generation: 0 }],
        grants: [
          { sender: 'p_me', receiver: 'p_other', purposes },
          { sender: 'p_other', receiver: 'p_me', purposes },
        ],
      }),
    )
    await settle()
    const tracks = ['face', 'voice'].map((purpose, index) => ({
      mid: String(1 - index),
      purpose: purpose as 'face' | 'voice',
    }))
    tell({ type: 'offer', room: 'room_1', sender: 'p_other', generation: 1, sdp: 'v=0', tracks })
    await settle()
    expect(ofType('answer')).toEqual([
      { type: 'answer', room: 'room_1', to: 'p_other', generation: 1, sdp: 'v=0 answer' },
    ])
    expect(connections[0]?.sends()).toEqual([true, true, false, false])
    expect(Object.keys(media.received.get()['p_other']?.tracks ?? {}).sort()).toEqual([
      'face',
      'voice',
    ])
  })
})
