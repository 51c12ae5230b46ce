import { act, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { SoundCheck } from '@/features/ring/components/SoundCheck'
import { enableTone } from '@/features/ring/tone'
import { catalogs } from '@/locales/expert'
import { showPage } from './support/workspace'

const sunkOn = vi.fn(() => Promise.resolve())

class FakeAudio {
  state = 'running'
  onstatechange = null
  resume = (): Promise<void> => Promise.resolve()
  setSinkId = sunkOn
}

it('rings on the loudspeaker that was chosen, and goes back to the default', async () => {
  vi.stubGlobal('AudioContext', FakeAudio)
  Object.assign(HTMLMediaElement.prototype, { setSinkId: sunkOn })
  enableTone()
  const { local } = showPage(<SoundCheck />, catalogs)
  const { media } = local as unknown as { media: { enumerateDevices: () => Promise<unknown> } }
  const desk = { kind: 'audiooutput', deviceId: 'desk', label: 'Pöytäkaiutin' }
  media.enumerateDevices = () => Promise.resolve([desk])
  await act(() => local.choices.refresh())
  const choice = screen.getByLabelText('Kaiutin, josta soitto kuuluu')
  await userEvent.selectOptions(choice, 'Pöytäkaiutin')
  expect(sunkOn).toHaveBeenLastCalledWith('desk')
  await userEvent.selectOptions(choice, 'Järjestelmän oletus')
  expect(sunkOn).toHaveBeenLastCalledWith('')
  Reflect.deleteProperty(HTMLMediaElement.prototype, 'setSinkId')
  vi.unstubAllGlobals()
})

it('rings through an element where no AudioContext chooses a loudspeaker', async () => {
  vi.resetModules()
  const connected: unknown[] = []
  const through = { stream: {} }
  class FirefoxAudio {
    state = 'running'
    sampleRate = 100
    destination = 'the default'
    resume = (): Promise<void> => Promise.resolve()
    createMediaStreamDestination = (): unknown => through
    createBufferSource = (): unknown => ({
      connect: (node: unknown) => connected.push(node),
      start: vi.fn(),
      stop: vi.fn(),
    })
  }
  const sunk = vi.fn(() => Promise.resolve())
  const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
  const pause = vi.spyOn(HTMLMediaElement.prototype, 'pause').mockReturnValue()
  vi.stubGlobal('AudioContext', FirefoxAudio)
  vi.stubGlobal('AudioBuffer', class FakeBuffer { copyToChannel = vi.fn() })
  Object.assign(HTMLMediaElement.prototype, { setSinkId: sunk, srcObject: null })
  const tone = await import('@/features/ring/tone')
  tone.enableTone()
  tone.playTone()()
  tone.setToneOutput('desk')
  const stop = tone.playTone()
  expect(connected).toEqual(['the default', through])
  expect(sunk).toHaveBeenCalledExactlyOnceWith('desk')
  expect(play).toHaveBeenCalledOnce()
  stop()
  expect(pause).toHaveBeenCalledOnce()
  Reflect.deleteProperty(HTMLMediaElement.prototype, 'setSinkId')
  Reflect.deleteProperty(HTMLMediaElement.prototype, 'srcObject')
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})
