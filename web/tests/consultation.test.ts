/** A consultation in the browser's media: stop first, then confirm; drop what is not granted. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from '@/lib/store'
import { LocalMedia } from '@/media/localMedia'
import { devicesOf, isConsulting, receivable, toConfirm } from '@/media/plan'
import { RoomMedia } from '@/media/roomMedia'
import { onlyGranted } from '@/media/tracks'
import type { ClientMessage } from '@/protocol/client'
import type { Purpose, RoomTold, ServerMessage } from '@/protocol/server'
import { emptyState, reduce, type WorkspaceState } from '@/state/workspace'
import { FakeClock } from './support/clock'
import { FakeConnection, fakeDevices, FakeTrack } from './support/media'
import { member, room, terminalMember, welcome } from './support/told'

vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null })

const colleague = member({ participant: 'p_kaisa', role: 'clerk', seat: 'remote', name: 'Kaisa' })
const atDesk = member({ role: 'clerk', seat: 'at_desk' })
const members = [member(), colleague, terminalMember()]
const links = [
  { offerer: 'p_me', answerer: 'p_terminal', generation: 0 },
  { offerer: 'p_kaisa', answerer: 'p_me', generation: 0 },
]
const person: Purpose[] = ['voice', 'face', 'screen']
const between = [
  { sender: 'p_me', receiver: 'p_kaisa', purposes: person },
  { sender: 'p_kaisa', receiver: 'p_me', purposes: person },
]
const together = (revision: number): RoomTold =>
  room({ revision, members, links, grants: [...room().grants, ...between] })
const wanted = (revision: number): RoomTold =>
  room({ revision, members, links, grants: between, wanted: 'consultation' })
const inPrivate = (revision: number): RoomTold =>
  room({ revision, members, links, grants: between, mode: 'consultation' })

describe('the plan', () => {
  it('asks for a confirmation only while another mode is wanted', () => {
    expect([together(1), wanted(2), inPrivate(3)].map(toConfirm)).toEqual([null, 2, null])
    expect([together(1), wanted(2), inPrivate(3)].map(isConsulting)).toEqual([false, true, true])
  })

  it('shows and plays nothing that is not granted', () => {
    const track = new FakeTrack('audio') as unknown as MediaStreamTrack
    const all = {
      p_terminal: { path: 'connected' as const, tracks: { voice: track, document: track } },
      p_kaisa: { path: 'connected' as const, tracks: { voice: track } },
    }
    const shown = onlyGranted(all, receivable(inPrivate(1), 'p_me'))
    expect(shown['p_terminal']).toEqual({ path: 'connected', tracks: {} })
    expect(Object.keys(shown['p_kaisa']?.tracks ?? {})).toEqual(['voice'])
  })

  it('wants a microphone but no camera beside the resident, and nothing without a link', () => {
    const desk = [atDesk, terminalMember()]
    expect(devicesOf(room({ members: desk, links }), 'p_me')).toEqual(['voice'])
    expect(devicesOf(room({ members: desk, links: [] }), 'p_me')).toEqual([])
    expect(devicesOf(room(), 'p_me')).toEqual(['voice', 'face'])
  })
})

let clock: FakeClock
let connections: FakeConnection[]
let said: ClientMessage[]
let local: LocalMedia
let media: RoomMedia
let tell: (...messages: ServerMessage[]) => void

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
}
const confirmed = (): number[] =>
  said.flatMap((each) => (each.type === 'room.confirm' ? [each.revision] : []))
const toTerminal = (): FakeConnection => {
  const [first] = connections
  if (!first) throw new Error('no connection')
  return first
}

/** Hold back the changes of every track of a connection, until the returned function is called. */
function holdBack(connection: FakeConnection): () => void {
  const waiting: (() => void)[] = []
  for (const { sender } of connection.transceivers) {
    sender.replaceTrack = (track) =>
      new Promise((resolve) => {
        waiting.push(() => {
          sender.track = track
          resolve()
        })
      })
  }
  return () => {
    for (const go of waiting.splice(0)) go()
  }
}

beforeEach(async () => {
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
  tell(welcome(), { type: 'synced' }, together(1))
  await settle()
})

describe('going over to a consultation', () => {
  it('is confirmed only when the tracks have really stopped', async () => {
    expect(toTerminal().sends()).toEqual([true, true, false, false])
    const release = holdBack(toTerminal())
    tell(wanted(2))
    await settle()
    expect(confirmed()).toEqual([])
    release()
    await settle()
    expect(toTerminal().sends()).toEqual([false, false, false, false])
    expect(confirmed()).toEqual([2])
  })

  it('waits for a track that is just being switched on', async () => {
    await local.want('face', false)
    await settle()
    const release = holdBack(toTerminal())
    await local.want('face', true)
    await settle()
    tell(wanted(2))
    await settle()
    release()
    await settle()
    expect(confirmed()).toEqual([])
    release()
    await settle()
    expect(toTerminal().sends()).toEqual([false, false, false, false])
    expect(confirmed()).toEqual([2])
  })

  it('is confirmed for the newest revision, each once', async () => {
    const release = holdBack(toTerminal())
    tell(wanted(2))
    await settle()
    tell(wanted(3))
    for (let round = 0; round < 3; round += 1) {
      release()
      await settle()
    }
    tell(wanted(3), inPrivate(4), together(5))
    await settle()
    expect(confirmed()).toEqual([3])
  })

  it('is confirmed again after the connection was lost', async () => {
    tell(wanted(2))
    await settle()
    tell(welcome({ resumed: true }), wanted(2))
    await settle()
    expect(confirmed()).toEqual([2])
    tell({ type: 'synced' })
    await settle()
    expect(confirmed()).toEqual([2, 2])
  })

  it('drops what still comes from the resident, and takes it back afterwards', async () => {
    for (const each of toTerminal().transceivers) {
      toTerminal().ontrack?.({ transceiver: each, track: each.receiver.track })
    }
    const shown = (): string[] => Object.keys(media.received.get()['p_terminal']?.tracks ?? {})
    expect(shown().sort()).toEqual(['document', 'face', 'voice'])
    tell(wanted(2))
    expect(shown()).toEqual([])
    tell(inPrivate(3), together(4))
    expect(shown().sort()).toEqual(['document', 'face', 'voice'])
    await settle()
    expect(toTerminal().sends()).toEqual([true, true, false, false])
  })
})
