import { describe, expect, it } from 'vitest'
import { LocalMedia } from '@/media/localMedia'
import { fakeDevices, fakeStream, FakeTrack, type Listed } from './support/media'

const laptop: Listed = { kind: 'audioinput', deviceId: 'm1', label: 'Läppäri' }
const headset: Listed = { kind: 'audioinput', deviceId: 'm2', label: 'Kuulokkeet' }
const webcam: Listed = { kind: 'videoinput', deviceId: 'c1', label: 'Kamera' }
const speaker: Listed = { kind: 'audiooutput', deviceId: 's1', label: 'Kaiutin' }

/** Those of which nothing happens any more are done. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
const idOf = (track: MediaStreamTrack | null): string | undefined => track?.getSettings().deviceId

async function begun(
  listed: Listed[],
  ask?: (constraints: MediaStreamConstraints) => Promise<MediaStream>,
): Promise<{ local: LocalMedia; devices: ReturnType<typeof fakeDevices> }> {
  const devices = fakeDevices(ask, listed)
  const local = new LocalMedia(devices)
  await settled()
  return { local, devices }
}

describe('a device that was chosen', () => {
  it('is taken in mid-conversation, and the former one ends only then', async () => {
    const { local } = await begun([laptop, headset, webcam])
    await local.hold('room')
    const { track: former } = local.state.get().voice
    expect(await local.choose('voice', 'm2')).toBeNull()
    const { track } = local.state.get().voice
    expect(idOf(track)).toBe('m2')
    expect(track?.readyState).toBe('live')
    expect(former?.readyState).toBe('ended')
    expect(idOf(local.state.get().face.track)).toBe('default')
  })

  it('stays muted when another microphone is taken', async () => {
    const { local } = await begun([laptop, headset])
    await local.hold('room')
    await local.want('voice', false)
    await local.choose('voice', 'm2')
    expect(local.state.get().voice.track).toMatchObject({ enabled: false, readyState: 'live' })
  })

  it('is remembered for the next time', async () => {
    const first = await begun([laptop, headset])
    await first.local.choose('voice', 'm2')
    first.local.choices.choose('ring', 's1')
    const { local } = await begun([laptop, headset])
    await local.hold('test')
    expect(idOf(local.state.get().voice.track)).toBe('m2')
  })

  it('does not start: the former one goes on, and why is told', async () => {
    let busy = false
    const { local } = await begun([laptop, headset], ({ audio }) =>
      busy
        ? Promise.reject(new DOMException('', 'NotReadableError'))
        : Promise.resolve(fakeStream(...(audio ? [new FakeTrack('audio', 'm1')] : []))),
    )
    await local.hold('room', ['voice'])
    busy = true
    expect(await local.choose('voice', 'm2')).toBe('busy')
    expect(local.state.get().voice.track).toMatchObject({ deviceId: 'm1', readyState: 'live' })
    expect(local.choices.state.get().voice.deviceId).toBe('')
  })

  it('is gone: another is used and its name told; it is taken back when it returns', async () => {
    const listed = [laptop, headset]
    const { local, devices } = await begun(listed)
    await local.choose('voice', 'm2')
    await local.hold('room', ['voice'])
    listed.pop()
    ;(local.state.get().voice.track as unknown as FakeTrack).onended?.()
    devices.dispatchEvent(new Event('devicechange'))
    await settled()
    expect(local.choices.state.get().voice.gone).toBe('Kuulokkeet')
    listed.push(headset)
    devices.dispatchEvent(new Event('devicechange'))
    await settled()
    expect(idOf(local.state.get().voice.track)).toBe('m2')
    expect(local.choices.state.get().voice.gone).toBeNull()
  })

  it('is the last of two that were chosen in haste', async () => {
    const waiting: (() => void)[] = []
    const slow = (constraints: MediaStreamConstraints): Promise<MediaStream> => {
      const wish = constraints.audio as MediaTrackConstraints
      const { exact } = (wish.deviceId ?? { exact: 'first' }) as { exact: string }
      return new Promise((resolve) =>
        waiting.push(() => resolve(fakeStream(new FakeTrack('audio', exact)))),
      )
    }
    const { local } = await begun([laptop, headset], slow)
    const held = local.hold('room', ['voice'])
    waiting[0]?.()
    await held
    const [one, two] = [local.choose('voice', 'm1'), local.choose('voice', 'm2')]
    waiting[2]?.()
    waiting[1]?.()
    await Promise.all([one, two])
    expect(idOf(local.state.get().voice.track)).toBe('m2')
  })
})

it('keeps the loudspeakers of voices and ring apart', async () => {
  const { local } = await begun([speaker])
  local.choices.choose('ring', 's1')
  expect(local.choices.state.get()).toMatchObject({
    ring: { deviceId: 's1', sure: true, gone: null },
    output: { deviceId: '' },
  })
  local.choices.choose('ring', '')
  expect(local.choices.state.get().ring.deviceId).toBe('')
})
