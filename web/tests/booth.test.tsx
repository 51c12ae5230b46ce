import { act, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { BoothPage } from '@/features/booth/components/BoothPage'
import { TerminalContext } from '@/features/booth/context'
import { parseFrame } from '@/features/booth/frame'
import { Pictures } from '@/features/booth/pictures'
import { TerminalLink } from '@/features/booth/terminalLink'
import { brokenDevices } from '@/features/booth/trouble'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import { catalogs } from '@/locales/booth'
import type { BoothState, Screen } from '@/protocol/booth-to-page'
import { PICTURE_HEADER_BYTES } from '@/protocol/boothConstants'
import { FakeClock } from './support/clock'
import { counterpart, usualLooks } from './support/booth'
import { FakeSocket } from './support/socket'

function frame(kind: number, sequence: number): ArrayBuffer {
  const buffer = new ArrayBuffer(PICTURE_HEADER_BYTES + 2)
  const view = new DataView(buffer)
  view.setUint8(0, kind)
  view.setUint32(1, sequence)
  view.setFloat64(5, 12.5)
  return buffer
}

const boothState = (given: Partial<BoothState> = {}): BoothState => ({
  type: 'booth.state',
  screen: 'start',
  language: 'fi',
  link: 'online',
  terminal_name: { fi: 'Tiski 1', sv: 'Disk 1', en: 'Desk 1' },
  place_name: { fi: 'Porina', sv: 'Porina', en: 'Porina' },
  service_name: { fi: 'Verohallinto', sv: 'Skatteförvaltningen', en: 'Tax Administration' },
  counterparts: [],
  position: null,
  wait: null,
  reason: null,
  feedback: null,
  devices: { face: 'live', document: 'live', microphone: 'live', loudspeaker: 'live' },
  spoken: [],
  choosing: null,
  picture: 'given',
  hearing: { loudness_db: 0, loudnesses_db: [-6, 0, 6, 12], clear: false, outputs: [] },
  speech: { state: 'off', key: 'F2' },
  looks: usualLooks,
  ...given,
})

describe('pictures', () => {
  it('reads the header', () => {
    expect(parseFrame(frame(2, 70_000))).toMatchObject({ kind: 2, sequence: 70_000, clock: 12.5 })
    expect(parseFrame(new ArrayBuffer(4))).toBeNull()
  })

  it('answers after drawing', async () => {
    const drawn = vi.fn()
    const canvas = { width: 1, height: 1, getContext: () => ({ transferFromImageBitmap: drawn }) }
    const shown = vi.fn(() => expect(drawn).toHaveBeenCalled())
    const bitmap = { width: 1280, height: 720, close: vi.fn() } as unknown as ImageBitmap
    const pictures = new Pictures(shown, () => Promise.resolve(bitmap))
    pictures.attach(1, canvas as unknown as HTMLCanvasElement)
    await pictures.take(frame(1, 7))
    expect(shown).toHaveBeenCalledWith(1, 7)
    expect(canvas.width).toBe(1280)
  })

  it('answers what it cannot show, so that more follow', async () => {
    const shown = vi.fn()
    const pictures = new Pictures(shown, () => Promise.reject(new Error('not a JPEG')))
    await pictures.take(frame(1, 7))
    pictures.attach(2, {} as HTMLCanvasElement)
    await pictures.take(frame(2, 8))
    expect(shown.mock.calls).toEqual([
      [1, 7],
      [2, 8],
    ])
  })

  it('never shows an older picture over a newer one', async () => {
    const drawn = vi.fn()
    const canvas = { getContext: () => ({ transferFromImageBitmap: drawn }) }
    const waiting: ((bitmap: ImageBitmap) => void)[] = []
    const pictures = new Pictures(vi.fn(), () => new Promise((resolve) => waiting.push(resolve)))
    pictures.attach(1, canvas as unknown as HTMLCanvasElement)
    const both = [pictures.take(frame(1, 1)), pictures.take(frame(1, 2))]
    const bitmap = { close: vi.fn() } as unknown as ImageBitmap
    waiting[1]?.(bitmap)
    await both[1]
    waiting[0]?.(bitmap)
    await both[0]
    expect(drawn).toHaveBeenCalledTimes(1)
  })
})

it('counts as broken what does not work, not what is off or starting', () => {
  const devices = { face: 'missing', document: 'off', microphone: 'starting', loudspeaker: 'stuck' }
  expect(brokenDevices(devices)).toEqual(['face', 'loudspeaker'])
})

describe('the terminal', () => {
  let clock: FakeClock
  let sockets: FakeSocket[]
  let link: TerminalLink

  beforeEach(() => {
    clock = new FakeClock()
    sockets = []
    link = new TerminalLink({
      url: 'ws://localhost:8090/booth',
      clock,
      random: () => 1,
      makeSocket(url) {
        const made = new FakeSocket(url)
        sockets.push(made)
        return made as unknown as WebSocket
      },
    })
    link.start()
  })

  it('has the page loaded anew when the start comes after anything else', () => {
    let renewed = 0
    link.stop()
    link = new TerminalLink({
      url: 'ws://localhost:8090/booth',
      clock,
      random: () => 1,
      renew: () => (renewed += 1),
      makeSocket(url) {
        const made = new FakeSocket(url)
        sockets.push(made)
        return made as unknown as WebSocket
      },
    })
    link.start()
    const socket = sockets[1]
    const shows = (screen: Screen): void =>
      socket?.onmessage?.({ data: JSON.stringify({ ...boothState(), screen }) })
    socket?.opens()
    shows('start')
    shows('start')
    expect(renewed).toBe(0)
    shows('conversation')
    shows('ended')
    expect(link.state.get()?.screen).toBe('ended')
    shows('start')
    expect(renewed).toBe(1)
    expect(link.state.get()?.screen).toBe('ended')
  })

  it('is followed, lost and found again', () => {
    sockets[0]?.opens()
    sockets[0]?.onmessage?.({ data: JSON.stringify(boothState()) })
    expect(link.state.get()?.screen).toBe('start')
    sockets[0]?.closes(1006)
    expect(link.state.get()).toBeNull()
    clock.pass(250)
    expect(sockets).toHaveLength(2)
  })

  function show(state: BoothState): void {
    sockets[0]?.opens()
    render(
      <LocaleProvider catalogs={catalogs} language="fi">
        <TerminalContext value={link}>
          <BoothPage state={state} />
        </TerminalContext>
      </LocaleProvider>,
    )
  }

  it('is told the language that was touched', async () => {
    show(boothState())
    await userEvent.click(screen.getByRole('button', { name: 'Svenska' }))
    expect(sockets[0]?.sent).toContainEqual({ type: 'booth.language', language: 'sv' })
  })

  it('says whom it contacts, and takes the request back at a touch', async () => {
    show(boothState({ screen: 'connecting' }))
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('Verohallinto')
    await userEvent.click(screen.getByRole('button', { name: 'Peruuta' }))
    expect(sockets[0]?.sent).toContainEqual({ type: 'booth.end' })
  })

  it('says who is on screen, and that the path is interrupted', () => {
    show(boothState({ screen: 'conversation', counterparts: [counterpart({ path: 'interrupted' })] }))
    expect(screen.getByText('Asiantuntija')).toBeTruthy()
    expect(screen.getByText(/katkesi hetkeksi/)).toBeTruthy()
  })

  it('shows the interpreter together with the specialist, each by name and role', () => {
    const interpreter = counterpart({
      participant: 'p_2',
      role: 'interpreter',
      name: 'Sini Järvelä',
      place: 'beside',
    })
    const clerk = counterpart({ participant: 'p_3', role: 'clerk', name: 'Kaisa', place: null })
    show(boothState({ screen: 'conversation', counterparts: [clerk, interpreter, counterpart()] }))
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(
      'Keskustelu: Aino Mäkelä, tulkkina Sini Järvelä',
    )
    expect(screen.getByTestId('picture-interpreter_face')).toBeTruthy()
    expect(screen.getByText('Tulkki')).toBeTruthy()
    expect(screen.getByText('Mukana myös: Kaisa')).toBeTruthy()
  })

  it('says it when the interpreter sends no picture', () => {
    const interpreter = counterpart({
      role: 'interpreter',
      name: 'Sini Järvelä',
      place: 'beside',
      sending: { ...counterpart().sending, face: false },
    })
    show(boothState({ screen: 'conversation', counterparts: [counterpart(), interpreter] }))
    expect(screen.getByText(/Sini Järvelä ei lähetä kuvaa/)).toBeTruthy()
  })

  it('says that the staff consult, and shows nobody meanwhile', () => {
    show(boothState({ screen: 'on_hold', counterparts: [counterpart()] }))
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('neuvottelevat')
    expect(screen.getByText(/eivät nyt kuule eivätkä näe sinua/)).toBeTruthy()
    expect(document.querySelector('canvas')).toBeNull()
    expect(screen.getByRole('button', { name: 'Lopeta' })).toBeTruthy()
  })

  it('leaves the ended screen by itself', () => {
    vi.useFakeTimers()
    try {
      show(boothState({ screen: 'ended', reason: 'ended_by_staff' }))
      expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Kiitos käynnistä')
      act(() => void vi.advanceTimersByTime(20_000))
      expect(sockets[0]?.sent).toContainEqual({ type: 'booth.dismiss' })
    } finally {
      vi.useRealTimers()
    }
  })

  it('tells calmly what is broken', async () => {
    show(boothState({ devices: { ...boothState().devices, face: 'missing' } }))
    await waitFor(() => {
      expect(screen.getByRole('status').textContent).toContain('Kamera ei juuri nyt toimi')
    })
  })

  it('stores nothing', () => {
    show(boothState({ screen: 'conversation', counterparts: [counterpart()] }))
    expect(localStorage.length + sessionStorage.length).toBe(0)
  })
})
