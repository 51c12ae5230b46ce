import { beforeEach, expect, it } from 'vitest'
import { measureNetwork, type NetworkDeps } from '@/features/check/network'
import type { ServerMessage } from '@/protocol/server'
import { FakeClock } from './support/clock'

const ICE: ServerMessage = {
  type: 'ice.servers',
  ice_servers: [
    { urls: ['turn:a?transport=udp', 'turns:a:443'], username: 'u', credential: 'c' },
  ],
  expires_in_s: 600,
}

let clock: FakeClock
let listeners: Set<(message: ServerMessage) => void>

function deps(given: Partial<NetworkDeps> = {}, answers = true): NetworkDeps {
  return {
    client: {
      listen: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      send: () => {
        if (answers) {
          queueMicrotask(() => {
            clock.pass(25)
            for (const listener of [...listeners]) listener(ICE)
          })
        }
        return true
      },
    },
    clock,
    light: false,
    signal: new AbortController().signal,
    makeConnection: () => {
      throw new Error('no relay is to be tried')
    },
    ...given,
  }
}

/** A connection that finds no relay: gathering is over, and nothing came. */
class NoRelay {
  localDescription = { type: 'offer', sdp: '' }
  remoteDescription = null
  connectionState = 'new'
  onicecandidate: ((event: { candidate: null }) => void) | null = null
  ondatachannel = null
  onconnectionstatechange = null
  closed = false
  constructor(readonly configuration: RTCConfiguration) {}
  createDataChannel(): object {
    return { readyState: 'connecting', bufferedAmount: 0 }
  }
  setLocalDescription(): Promise<void> {
    queueMicrotask(() => this.onicecandidate?.({ candidate: null }))
    return Promise.resolve()
  }
  setRemoteDescription(): Promise<void> {
    return Promise.resolve()
  }
  close(): void {
    this.closed = true
  }
}

beforeEach(() => {
  clock = new FakeClock()
  listeners = new Set()
})

it('tells the server’s round trip, and that a relay which gives nothing fails', async () => {
  const made: NoRelay[] = []
  const makeConnection = (configuration: RTCConfiguration): RTCPeerConnection => {
    made.push(new NoRelay(configuration))
    return made.at(-1) as unknown as RTCPeerConnection
  }
  const measured = await measureNetwork(deps({ makeConnection }))
  expect(measured).toEqual({
    serverMs: 25,
    udp: { state: 'fails' },
    tcp: { state: 'fails' },
  })
  expect(made.map(({ configuration }) => configuration.iceTransportPolicy)).toEqual(
    Array(4).fill('relay'),
  )
  expect(made.every(({ closed }) => closed)).toBe(true)
  expect(listeners.size).toBe(0)
})

it('tries no relay when the server does not answer', async () => {
  const measuring = measureNetwork(deps({}, false))
  clock.pass(5000)
  expect(await measuring).toMatchObject({ serverMs: null, udp: { state: 'absent' } })
})

it('says at once that the server is gone when nothing can be sent', async () => {
  const { client } = deps()
  const measured = await measureNetwork(deps({ client: { ...client, send: () => false } }))
  expect(measured.serverMs).toBeNull()
})
