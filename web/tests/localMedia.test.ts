import { describe, expect, it, vi } from 'vitest'
import { LocalMedia } from '@/media/localMedia'
import { problemOf } from '@/media/problems'
import { sendingOf } from '@/media/sending'
import { fakeDevices, fakeStream, FakeTrack } from './support/media'

const refuse = (name: string) => (): Promise<never> => Promise.reject(new DOMException('', name))

describe('own camera and microphone', () => {
  it('are asked for together and are off when nothing needs them', async () => {
    const devices = fakeDevices()
    const local = new LocalMedia(devices)
    await local.hold('ring')
    await local.hold('room')
    expect(devices.getUserMedia.mock.calls).toHaveLength(1)
    local.letGo('ring')
    const { track } = local.state.get().face
    expect(track?.readyState).toBe('live')
    local.letGo('room')
    expect(track?.readyState).toBe('ended')
    expect(local.state.get().face.track).toBeNull()
  })

  it('stop the camera itself when the camera is switched off', async () => {
    const local = new LocalMedia(fakeDevices())
    await local.hold('room')
    const { track } = local.state.get().face
    await local.want('face', false)
    expect(track?.readyState).toBe('ended')
    await local.want('face', true)
    expect(local.state.get().face.track?.readyState).toBe('live')
  })

  it('leave the camera out of one conversation, unless it is switched on in it', async () => {
    const local = new LocalMedia(fakeDevices())
    const cameraOn = (): boolean => local.state.get().face.track?.readyState === 'live'
    await local.hold('ring')
    await local.voiceOnly()
    expect(cameraOn()).toBe(false)
    await local.hold('room')
    local.letGo('ring')
    expect(cameraOn()).toBe(false)
    await local.want('face', true)
    expect(cameraOn()).toBe(true)
    await local.want('face', false)
    local.letGo('room')
    expect(local.state.get().face.wanted).toBe(false)
  })

  it('have the camera again for the next ring after one by voice only', async () => {
    const local = new LocalMedia(fakeDevices())
    await local.hold('ring')
    await local.voiceOnly()
    local.letGo('ring')
    await local.hold('ring')
    expect(local.state.get().face.track?.readyState).toBe('live')
    await local.want('face', false)
    await local.voiceOnly()
    local.letGo('ring')
    expect(local.state.get().face.wanted).toBe(false)
  })

  it('keep the microphone and silence it when muted', async () => {
    const local = new LocalMedia(fakeDevices())
    await local.hold('room')
    await local.want('voice', false)
    expect(local.state.get().voice.track).toMatchObject({ enabled: false, readyState: 'live' })
    expect(sendingOf(local.state.get(), ['voice', 'face'])).toMatchObject({ voice: false, face: true })
  })

  it('are only those that are needed: a headset needs no camera', async () => {
    const devices = fakeDevices()
    const local = new LocalMedia(devices)
    await local.hold('room', ['voice'])
    expect(devices.getUserMedia.mock.calls).toHaveLength(1)
    expect(local.state.get().voice.track).not.toBeNull()
    expect(local.state.get().face.track).toBeNull()
    await local.want('face', true)
    expect(local.state.get().face.track).toBeNull()
    expect(sendingOf(local.state.get(), ['voice'])).toMatchObject({ voice: true, face: false })
  })

  it('ask the person once when they refuse', async () => {
    const devices = fakeDevices(refuse('NotAllowedError'))
    const local = new LocalMedia(devices)
    await local.hold('test')
    expect(devices.getUserMedia.mock.calls).toHaveLength(1)
    expect(local.state.get().face.problem).toBe('denied')
    expect(local.state.get().voice.problem).toBe('denied')
  })

  it('go on with the voice when there is no camera', async () => {
    const devices = fakeDevices((constraints) =>
      constraints.video ? refuse('NotFoundError')() : Promise.resolve(fakeStream(new FakeTrack('audio'))),
    )
    const local = new LocalMedia(devices)
    await local.hold('room')
    const state = local.state.get()
    expect(state.voice.track).not.toBeNull()
    expect(state.face.problem).toBe('missing')
    expect(sendingOf(state, ['voice', 'face'])).toMatchObject({ voice: true, face: false })
  })

  it('come back by themselves after being unplugged', async () => {
    const devices = fakeDevices()
    const local = new LocalMedia(devices)
    await local.hold('room')
    ;(local.state.get().face.track as unknown as FakeTrack).onended?.()
    expect(local.state.get().face.problem).toBe('missing')
    devices.dispatchEvent(new Event('devicechange'))
    await vi.waitFor(() => expect(local.state.get().face.track?.readyState).toBe('live'))
  })

  it('say so where the browser has none to give', async () => {
    const local = new LocalMedia(undefined)
    await local.hold('test')
    expect(local.state.get().voice.problem).toBe('insecure')
  })

  it('are not switched on late for what is over', async () => {
    let give: (stream: MediaStream) => void = () => undefined
    const devices = fakeDevices(() => new Promise((resolve) => (give = resolve)))
    const local = new LocalMedia(devices)
    const held = local.hold('ring')
    local.letGo('ring')
    const camera = new FakeTrack('video')
    give(fakeStream(new FakeTrack('audio'), camera))
    await held
    expect(camera.readyState).toBe('ended')
  })
})

it.each([
  ['NotAllowedError', 'denied'],
  ['NotReadableError', 'busy'],
  ['SomethingElse', 'failed'],
] as const)('%s is told as %s', (name, problem) => {
  expect(problemOf(new DOMException('', name))).toBe(problem)
})
