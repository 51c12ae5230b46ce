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
