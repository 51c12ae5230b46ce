import { File as NodeFile } from 'node:buffer'
import { describe, expect, it, vi } from 'vitest'
import { audienceOf, mayShow, viewers, whoShows, yields } from '@/media/showing/audience'
import { FileShow } from '@/media/showing/fileShow'
import { openFile } from '@/media/showing/openFile'
import {
  atPage,
  back,
  FileError,
  FIRST,
  forward,
  inParts,
  LONGEST,
  MAX_FILE_BYTES,
  partOf,
  scaleFor,
  type Pages,
} from '@/media/showing/pages'
import { ScreenShare } from '@/media/showing/screenShare'
import type { Grant, Member, RoomTold } from '@/protocol/server'
import { FakeClock } from './support/clock'
import { fakeStream, FakeTrack } from './support/media'
import { member, room, terminalMember } from './support/told'

const CLERK = member({ participant: 'p_clerk', id: 'liisa', role: 'clerk', seat: 'remote', name: 'Liisa' })
const showing = (who: Member): Member => ({ ...who, sending: { ...who.sending, screen: true } })
const screens = (...pairs: [string, string][]): Grant[] =>
  pairs.map(([sender, receiver]) => ({ sender, receiver, purposes: ['voice', 'screen'] }))
const ALL = screens(['p_me', 'p_terminal'], ['p_me', 'p_clerk'], ['p_clerk', 'p_terminal'], ['p_clerk', 'p_me'])
const three = (clerk: Member = CLERK, given: Partial<RoomTold> = {}): RoomTold =>
  room({ members: [member(), terminalMember(), clerk], grants: ALL, ...given })

describe('who may show a screen', () => {
  it('is staff, to whom the grants name', () => {
    expect(mayShow(three(), 'p_me')).toBe(true)
    expect(viewers(three(), 'p_me').map(({ participant }) => participant)).toEqual(['p_terminal', 'p_clerk'])
    expect(mayShow(three(CLERK, { grants: [] }), 'p_me')).toBe(false)
    expect(mayShow(three(CLERK, { members: [member({ role: 'interpreter' }), terminalMember()] }), 'p_me')).toBe(false)
  })

  it('is one at a time; of two who begin at once the clerk stops', () => {
    const both = three(showing(CLERK), { members: [showing(member()), terminalMember(), showing(CLERK)] })
    expect(mayShow(three(showing(CLERK)), 'p_me')).toBe(false)
    expect(whoShows(both, 'p_me')?.participant).toBe('p_clerk')
    expect(yields(both, 'p_me')).toBe(false)
    expect(yields(both, 'p_clerk')).toBe(true)
  })

  it('changes with a consultation, there and back', () => {
    const begins = audienceOf(three(CLERK, { wanted: 'consultation' }), 'p_me')
    expect(begins).not.toBe(audienceOf(three(), 'p_me'))
    expect(audienceOf(three(CLERK, { mode: 'consultation' }), 'p_me')).toBe(begins)
    expect(audienceOf(three(CLERK, { grants: [] }), 'p_me')).toBe('')
    expect(audienceOf(null, 'p_me')).toBe('')
  })
})

describe('pages', () => {
  it('are gone through part by part, and end', () => {
    expect(forward(FIRST, 1)).toBeNull()
    expect(back(FIRST)).toBeNull()
    const halves = { page: 1, part: 2, parts: 2 }
    expect(forward(halves, 2)).toEqual({ page: 2, part: 1, parts: 2 })
    expect(back({ page: 2, part: 1, parts: 2 })).toEqual(halves)
  })

  it('have whole numbers within the document', () => {
    expect(atPage(FIRST, 500, 500)).toEqual({ ...FIRST, page: 500 })
    for (const wrong of [0, 501, 1.5, Number.NaN]) expect(atPage(FIRST, wrong, 500)).toBeNull()
  })

  it('stay about where they were when the parts become others', () => {
    expect(inParts({ page: 4, part: 2, parts: 2 }, 3)).toEqual({ page: 4, part: 3, parts: 3 })
    expect(inParts({ page: 4, part: 3, parts: 3 }, 1)).toEqual({ page: 4, part: 1, parts: 1 })
    expect(inParts({ page: 4, part: 3, parts: 3 }, 4)).toBeNull()
  })

  it('are covered by their parts, which overlap', () => {
    const parts = [1, 2, 3].map((part) => partOf({ page: 1, part, parts: 3 }))
    expect(parts[0]?.top).toBe(0)
    expect((parts[2]?.top ?? 0) + (parts[2]?.height ?? 0)).toBeCloseTo(1)
    expect(parts[1]?.top).toBeLessThan((parts[0]?.top ?? 0) + (parts[0]?.height ?? 0))
  })

  it('are drawn as large as is sent, and no strip makes a huge picture', () => {
    expect(842 * scaleFor(595, 842, 1)).toBeCloseTo(LONGEST)
    expect(595 * scaleFor(595, 842, 3)).toBeCloseTo(LONGEST)
    for (const [width, height] of [[14_400, 14_400], [1, 100_000], [100_000, 1]] as const) {
      const scale = scaleFor(width, height, 3)
      expect(width * scale * (height * scale)).toBeLessThanOrEqual(16_000_001)
    }
  })
})

describe('a file', () => {
  const signal = new AbortController().signal
  const why = (file: File): Promise<unknown> => openFile(file, signal).catch((error: unknown) => (error as FileError).failure)

  it('that is no PDF nor picture, or is too large, is told in words', async () => {
    expect(await why(new NodeFile(['PK'], 'kirje.docx') as unknown as File)).toBe('kind')
    const huge = Object.defineProperty(new File([''], 'a.pdf'), 'size', { value: MAX_FILE_BYTES + 1 })
    expect(await why(huge)).toBe('size')
  })

  const pages = (draw: Pages['draw'], count = 3): Pages => ({ count, draw, close: vi.fn() })
  const canvas = (): HTMLCanvasElement => Object.assign(document.createElement('canvas'), { width: 100, height: 200 })
  const show = async (given: Pages): Promise<{ file: FileShow; clock: FakeClock }> => {
    const clock = new FakeClock()
    const file = new FileShow(clock, () => Promise.resolve(given))
    file.canvas.captureStream = () => fakeStream(new FakeTrack('video'))
    await file.start(new File([''], 'ohje.pdf'))
    return { file, clock }
  }

  it('says which of its pages cannot be shown, and the others can', async () => {
    const draw = vi.fn<Pages['draw']>((page) => (page === 2 ? Promise.reject(new Error('x')) : Promise.resolve(canvas())))
    const { file } = await show(pages(draw))
    expect(file.state.get()).toMatchObject({ name: 'ohje.pdf', count: 3, failure: null })
    file.next()
    await vi.waitFor(() => expect(file.state.get()).toMatchObject({ failure: 'page', drawing: false }))
    file.next()
    await vi.waitFor(() => expect(file.state.get()).toMatchObject({ failure: null, drawing: false }))
    expect(file.state.get().place.page).toBe(3)
    file.close()
  })

  it('is given up when it takes too long to open', async () => {
    const clock = new FakeClock()
    const aborted = vi.fn()
    const file = new FileShow(clock, (_file, under) => {
      under.addEventListener('abort', aborted)
      return new Promise(() => undefined)
    })
    const started = file.start(new File([''], 'a.pdf')).catch((error: unknown) => error)
    clock.pass(20_000)
    expect(await started).toMatchObject({ failure: 'slow' })
    expect(aborted).toHaveBeenCalled()
  })
})

describe('showing a screen', () => {
  const share = (ask: () => Promise<MediaStream>): ScreenShare => new ScreenShare({ getDisplayMedia: ask }, new FakeClock())

  it('sends it sharp rather than smooth, until stopped', async () => {
    const track = new FakeTrack('video')
    const shared = share(() => Promise.resolve(fakeStream(track)))
    await shared.showScreen()
    expect(shared.state.get()).toMatchObject({ track, starting: null, note: null })
    expect(track.contentHint).toBe('detail')
    shared.stop()
    expect(track.readyState).toBe('ended')
    expect(shared.state.get()).toMatchObject({ track: null, note: null })
  })

  it('ends by the browser’s own button', async () => {
    const track = new FakeTrack('video')
    const shared = share(() => Promise.resolve(fakeStream(track)))
    await shared.showScreen()
    track.onended?.()
    expect(shared.state.get()).toMatchObject({ track: null, note: 'ended' })
  })

  it('says that nothing was chosen', async () => {
    const shared = share(() => Promise.reject(new DOMException('no', 'NotAllowedError')))
    await shared.showScreen()
    expect(shared.state.get()).toMatchObject({ track: null, starting: null, note: 'refused' })
  })

  it('shows nothing that was chosen after the conversation', async () => {
    const track = new FakeTrack('video')
    let choose: (stream: MediaStream) => void = () => undefined
    const shared = share(() => new Promise((resolve) => (choose = resolve)))
    const asked = shared.showScreen()
    shared.reset()
    choose(fakeStream(track))
    await asked
    expect(shared.state.get().track).toBeNull()
    expect(track.readyState).toBe('ended')
  })
})
