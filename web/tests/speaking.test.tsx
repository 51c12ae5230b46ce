import { act, screen, within } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { catalogs } from '@/locales/expert'
import { FakeChannel } from './support/media'
import { member, room, terminalMember, welcome } from './support/told'
import { showPage } from './support/workspace'

const clerk = member({ participant: 'p_clerk', role: 'clerk', name: 'Kaisa Niemi', seat: 'remote' })
const visit = room({
  members: [member(), terminalMember(), clerk],
  links: [
    { offerer: 'p_me', answerer: 'p_terminal', generation: 0 },
    { offerer: 'p_me', answerer: 'p_clerk', generation: 0 },
  ],
})
const inConversation = (): ReturnType<typeof showPage> => {
  const shown = showPage(<ExpertPage />, catalogs)
  shown.tell(welcome(), visit)
  return shown
}

describe('who speaks', () => {
  it('is told in words on the picture and in the list, and nowhere else', () => {
    const { speakers } = inConversation()
    expect(screen.queryByRole('img', { name: 'Puhuu' })).toBeNull()
    speakers.set(['p_clerk'])
    const signs = screen.getAllByRole('img', { name: 'Puhuu' })
    expect(signs.map((each) => each.closest('li')?.textContent)).toEqual([
      expect.stringContaining('Kaisa Niemi'),
    ])
    const picture = screen.getByText('puhuu').closest('figure')
    expect(picture?.textContent).toContain('Kaisa Niemi')
    expect(document.querySelectorAll('.view-speaks')).toHaveLength(1)
    speakers.set(['p_terminal'])
    expect(screen.getByText('puhuu').closest('figure')?.textContent).toContain('Asiakas')
    speakers.set([])
    expect(screen.queryByText('puhuu')).toBeNull()
  })
})

describe('what is wrong with the microphone at the terminal', () => {
  it('is told with what helps, and goes away', () => {
    const { desk } = inConversation()
    const channel = new FakeChannel('desk', 'etaluukku-desk-1')
    desk.attach(channel as unknown as RTCDataChannel)
    const told = (trouble: string | null): void =>
      act(() => channel.onmessage?.({ data: JSON.stringify({ type: 'sound.state', trouble }) }))
    act(() => channel.opens())
    told('too_quiet')
    expect(screen.getByText(/Pyydä häntä puhumaan lähempänä/)).toBeTruthy()
    told('nonsense')
    expect(screen.getByText(/Pyydä häntä puhumaan lähempänä/)).toBeTruthy()
    told(null)
    expect(screen.queryByText(/Pyydä häntä puhumaan/)).toBeNull()
  })
})

describe('somebody who speaks while muted', () => {
  let amplitude = 0

  beforeEach(() => {
    vi.useFakeTimers()
    amplitude = 0
    vi.stubGlobal('MediaStream', vi.fn())
    vi.stubGlobal(
      'AudioContext',
      class {
        createAnalyser() {
          return {
            fftSize: 2048,
            getFloatTimeDomainData: (samples: Float32Array) => samples.fill(amplitude),
          }
        }
        createMediaStreamSource() {
          return { connect: () => undefined }
        }
        close() {
          return Promise.resolve()
        }
      },
    )
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('is told so, and not while they are heard', async () => {
    const { local } = inConversation()
    await act(() => local.hold('room'))
    const speak = (loud: number): void => {
      amplitude = loud
      act(() => void vi.advanceTimersByTime(1500))
    }
    const note = /Mikrofonisi ei ole päällä/
    speak(0.2)
    expect(screen.queryByText(note)).toBeNull()
    const mine = screen.getByText(/Aino Mäkelä \(sinä\)/).closest('li') as HTMLElement
    expect(within(mine).getByRole('img', { name: 'Puhuu' })).toBeTruthy()
    await act(() => local.want('voice', false))
    expect(screen.getByText(note)).toBeTruthy()
    expect(within(mine).queryByRole('img', { name: 'Puhuu' })).toBeNull()
    speak(0.0001)
    expect(screen.queryByText(note)).toBeNull()
    speak(0.2)
    expect(screen.getByText(note)).toBeTruthy()
    await act(() => local.want('voice', true))
    expect(screen.queryByText(note)).toBeNull()
  })
})

it('has no fault that axe finds', async () => {
  const { speakers } = inConversation()
  speakers.set(['p_clerk', 'p_terminal'])
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  expect(violations.map(({ id, nodes }) => [id, nodes.map((each) => each.html)])).toEqual([])
})
