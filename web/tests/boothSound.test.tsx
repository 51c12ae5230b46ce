import { act, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Booth } from '@/features/booth/components/Booth'
import type { BoothSound, BoothState, HearingShown } from '@/protocol/booth-to-page'
import { METER_STEPS } from '@/protocol/boothConstants'
import { counterpart, usualLooks } from './support/booth'
import { FakeSocket } from './support/socket'

let socket: FakeSocket
const names = { fi: 'Porina', sv: 'Porina', en: 'Porina' }

const usual: HearingShown = {
  loudness_db: 0,
  loudnesses_db: [-6, 0, 6, 12],
  clear: false,
  outputs: [],
}

const state = (hearing: Partial<HearingShown> = {}, given: Partial<BoothState> = {}): BoothState => ({
  type: 'booth.state',
  screen: 'conversation',
  language: 'fi',
  link: 'online',
  terminal_name: names,
  place_name: names,
  service_name: names,
  counterparts: [counterpart(), counterpart({ participant: 'p_2', name: 'Kaisa', place: null })],
  position: null,
  wait: null,
  reason: null,
  feedback: null,
  devices: { face: 'live', document: 'live', microphone: 'live', loudspeaker: 'live' },
  spoken: [],
  choosing: null,
  picture: 'given',
  hearing: { ...usual, ...hearing },
  speech: { state: 'off', key: 'F2' },
  looks: usualLooks,
  ...given,
})

const sound = (given: Partial<BoothSound> = {}): BoothSound => ({
  type: 'booth.sound',
  microphone: 0,
  loudspeaker: 0,
  speaking: [],
  resident: false,
  unheard: false,
  trouble: null,
  ...given,
})

const tell = (...messages: (BoothState | BoothSound)[]): void =>
  act(() => {
    for (const message of messages) socket.onmessage?.({ data: JSON.stringify(message) })
  })

beforeEach(() => {
  vi.stubGlobal(
    'WebSocket',
    Object.assign(
      vi.fn(function () {
        socket = new FakeSocket('')
        return socket
      }),
      { OPEN: 1 },
    ),
  )
  render(<Booth />)
  act(() => socket.opens())
})

describe('who speaks', () => {
  it('stands on the plate in words and around the picture', () => {
    tell(state(), sound())
    expect(screen.queryByText('puhuu')).toBeNull()
    tell(sound({ speaking: ['p_1'] }))
    expect(screen.getByText('puhuu')).toBeTruthy()
    expect(document.querySelectorAll('.booth-speaks')).toHaveLength(1)
    tell(sound({ speaking: [] }))
    expect(screen.queryByText('puhuu')).toBeNull()
    expect(document.querySelector('.booth-speaks')).toBeNull()
  })

  it('is told of who has no picture, too', () => {
    tell(state(), sound({ speaking: ['p_2'] }))
    expect(screen.getByText('Mukana myös: Kaisa (puhuu)')).toBeTruthy()
    expect(document.querySelector('.booth-speaks')).toBeNull()
  })
})

it('shows both levels by name', () => {
  tell(state(), sound({ microphone: 3, loudspeaker: METER_STEPS }))
  const microphone = screen.getByRole('meter', { name: 'Mikrofonin äänitaso' })
  expect(microphone.getAttribute('aria-valuenow')).toBe('3')
  expect(microphone.getAttribute('aria-valuemax')).toBe(String(METER_STEPS))
  const loudspeaker = screen.getByRole('meter', { name: 'Kaiuttimen äänitaso' })
  expect(loudspeaker.getAttribute('aria-valuenow')).toBe(String(METER_STEPS))
})

it('has no meters where nobody is spoken with', () => {
  tell(state({}, { screen: 'start' }), sound())
  expect(screen.queryByRole('meter')).toBeNull()
  expect(screen.queryByRole('button', { name: 'Ääni' })).toBeNull()
})

it.each([
  [{ trouble: 'too_quiet' }, /Puhu lähempänä mikrofonia/],
  [{ trouble: 'clipping' }, /Puhu vähän kauempana/],
  [{ trouble: 'echo' }, /Hiljennä ääntä/],
  [{ trouble: 'no_signal' }, /Pyydä asiakaspalvelijaa avuksi/],
  [{ unheard: true }, /ei juuri nyt kuulu kenellekään/],
] satisfies [Partial<BoothSound>, RegExp][])('tells calmly: %j', (given, words) => {
  tell(state(), sound(given))
  expect(screen.getByText(words)).toBeTruthy()
  tell(sound())
  expect(screen.queryByText(words)).toBeNull()
})

describe('how one wants to hear', () => {
  const open = async (hearing: Partial<HearingShown> = {}): Promise<void> => {
    tell(state(hearing))
    await userEvent.click(screen.getByRole('button', { name: 'Ääni' }))
  }
  const asked = (): unknown[] => socket.sent

  it('is louder and quieter by steps', async () => {
    await open()
    const group = screen.getByRole('group', { name: 'Voimakkuus' })
    expect(within(group).getByRole('status').textContent).toBe('2 / 4 (tavallinen)')
    await userEvent.click(screen.getByRole('button', { name: /Voimakkaampi/ }))
    await userEvent.click(screen.getByRole('button', { name: /Hiljaisempi/ }))
    expect(asked()).toEqual([
      { type: 'booth.loudness', db: 6 },
      { type: 'booth.loudness', db: -6 },
    ])
  })

  it('ends at the loudest', async () => {
    await open({ loudness_db: 12 })
    const louder = screen.getByRole('button', { name: /Voimakkaampi/ })
    expect(louder.getAttribute('aria-disabled')).toBe('true')
    await userEvent.click(louder)
    expect(asked()).toEqual([])
  })

  it('is clearer on a touch, and says so', async () => {
    await open()
    const clear = screen.getByRole('button', { name: 'Selkeä puhe' })
    expect(clear.getAttribute('aria-pressed')).toBe('false')
    await userEvent.click(clear)
    expect(asked()).toEqual([{ type: 'booth.clear', on: true }])
    tell(state({ clear: true }))
    expect(clear.getAttribute('aria-pressed')).toBe('true')
  })

  it('offers headphones where the house has them', async () => {
    await open()
    expect(screen.queryByText('Kuuntele')).toBeNull()
    tell(
      state({
        outputs: [
          { output: 'loudspeaker', chosen: true, away: false },
          { output: 'headphones', chosen: false, away: true },
        ],
      }),
    )
    expect(screen.getByText(/kuuntelutapa ei juuri nyt toimi/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Kuulokkeista' }))
    expect(asked()).toEqual([{ type: 'booth.output', output: 'headphones' }])
  })

  it('opens and closes by keyboard, and the focus goes with it', async () => {
    await open()
    expect(document.activeElement?.textContent).toBe('Äänen säädöt')
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('heading', { name: 'Äänen säädöt' })).toBeNull()
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Ääni' }))
    await userEvent.keyboard('{Enter}')
    await userEvent.click(screen.getByRole('button', { name: 'Valmis' }))
    expect(screen.queryByRole('heading', { name: 'Äänen säädöt' })).toBeNull()
  })
})

it('has no fault that axe finds', async () => {
  tell(
    state({
      outputs: [
        { output: 'loudspeaker', chosen: true, away: false },
        { output: 'induction_loop', chosen: false, away: false },
      ],
    }),
    sound({ microphone: 3, speaking: ['p_1'], trouble: 'echo' }),
  )
  await userEvent.click(screen.getByRole('button', { name: 'Ääni' }))
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  expect(violations.map(({ id, nodes }) => [id, nodes.map((each) => each.html)])).toEqual([])
})
