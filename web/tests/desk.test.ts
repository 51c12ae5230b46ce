import { describe, expect, it } from 'vitest'
import { newDesk, step, STILLS_KEPT, type DeskEffect, type DeskEvent, type DeskState } from '@/media/desk'
import { DESK_BYTES, STILL_BYTES } from '@/protocol/constants'
import { cameraPart, picture, stillPart, stillState, viewState } from './support/paper'

const ID = 's-0001'
const text = (message: object): DeskEvent => ({ type: 'text', data: JSON.stringify(message) })
const bytes = (length: number): DeskEvent => ({ type: 'bytes', bytes: new ArrayBuffer(length) })
const get = (id = ID): DeskEvent => ({ type: 'get', id, at: 1000 })

function run(events: readonly DeskEvent[], from: DeskState = newDesk): [DeskState, DeskEffect[]] {
  const effects: DeskEffect[] = []
  let state = from
  for (const event of events) {
    const [next, more] = step(state, event)
    state = next
    effects.push(...more)
  }
  return [state, effects]
}

const [ready] = run([{ type: 'allow', on: true }, { type: 'opened' }])
const sent = (effects: readonly DeskEffect[]): object[] =>
  effects.flatMap((each) => (each.do === 'send' ? [each.ask] : []))
const asked = [get(), text(stillState('taking')), text(stillState('sending'))]
const page = [text(stillPart()), bytes(5), bytes(3)]
const camera = [text(cameraPart()), bytes(4), text(stillState('done'))]

describe('the view', () => {
  it('is what the terminal told last', () => {
    const [state] = run([text(viewState({ turn: 90 }))], ready)
    expect(state.view).toMatchObject({ turn: 90, display: 90, shows: 'page' })
    expect(state.wanted).toEqual({ flat: true, turn: 90, region: null })
  })

  it('is asked for whole, and further changes begin from what was asked', () => {
    const wanted = { flat: true, turn: 180 as const, region: null }
    const [state, effects] = run([text(viewState()), { type: 'want', wanted }], ready)
    expect(sent(effects)).toEqual([{ type: 'view.set', ...wanted }])
    // New advice says nothing of the wish that is on its way.
    const [later] = run([text(viewState({ advice: 'closer' }))], state)
    expect(later.wanted).toEqual(wanted)
    const [other] = run([text(viewState({ turn: 270 }))], state)
    expect(other.wanted?.turn).toBe(270)
  })

  it('is not asked for without a channel or without the grant', () => {
    const wish: DeskEvent = { type: 'want', wanted: { flat: false, turn: 0, region: null } }
    expect(run([{ type: 'allow', on: true }, wish])[1]).toEqual([])
    expect(run([{ type: 'opened' }, wish])[1]).toEqual([])
  })

  it.each([
    ['no JSON', 'view.state'],
    ['a list', '[1]'],
    ['an unknown message', { type: 'view.other' }],
    ['another angle', viewState({ display: 45 as 90 })],
    ['no flag', viewState({ flat: 1 as unknown as boolean })],
    ['a box beyond the frame', viewState({ box: { x: 2, y: 0, width: 1, height: 1 } })],
    ['an empty box', viewState({ box: { x: 1, y: 0, width: 0.5, height: 1 } })],
    ['no numbers', viewState({ box: { x: 'a', y: 0, width: 1, height: 1 } as never })],
    ['a size of nothing', viewState({ width: 0 })],
    ['half a pixel', viewState({ height: 0.5 })],
    ['another advice', viewState({ advice: 'dance' as 'fine' })],
    ['too much of it', { ...viewState(), more: 'x'.repeat(DESK_BYTES) }],
  ])('takes no %s', (_name, message) => {
    const data = typeof message === 'string' ? message : JSON.stringify(message)
    expect(run([{ type: 'text', data }], ready)[0]).toEqual(ready)
  })

  it('keeps a region within its picture', () => {
    const region = { x: 0.8, y: 0.5, width: 0.5, height: 0.5 }
    const [state] = run([text(viewState({ region }))], ready)
    expect(state.view?.region?.width).toBeCloseTo(0.2)
  })
})

describe('a picture on a narrow line', () => {
  it('is still until it is told to live, or the channel is another', () => {
    const still = text({ type: 'picture.state', purpose: 'face', stage: 'still' })
    const [state] = run([still], ready)
    expect(state.stages).toEqual({ face: 'still' })
    expect(run([{ type: 'closed' }], state)[0].stages).toEqual({})
    const live = text({ type: 'picture.state', purpose: 'face', stage: 'live' })
    expect(run([live], state)[0].stages.face).toBe('live')
    const odd = text({ type: 'picture.state', purpose: 'smell', stage: 'still' })
    expect(run([odd], ready)[0]).toEqual(ready)
  })
})

describe('a still', () => {
  it('comes in parts, the page first', () => {
    const [coming, effects] = run([...asked, ...page], ready)
    expect(sent(effects)).toEqual([{ type: 'still.get', still: ID }])
    expect(effects.at(-1)).toEqual({ do: 'check', still: ID, part: stillPart() })
    expect(coming.asking).toMatchObject({ stage: 'sending', whole: [stillPart()] })
    const good: DeskEvent = { type: 'checked', still: ID, picture: picture(stillPart()) }
    const [shown] = run([good, ...camera], coming)
    expect(shown.stills.map(({ number, pictures }) => [number, pictures.length])).toEqual([[1, 1]])
    expect(shown.asking).toBeNull()
    const last: DeskEvent = { type: 'checked', still: ID, picture: picture(cameraPart()) }
    const [done] = run([last], shown)
    expect(done.stills[0]?.pictures.map((each) => each.part.shows)).toEqual(['page', 'camera'])
    expect(done.checking).toEqual([])
    expect(done.failure).toBeNull()
  })

  it('is one at a time', () => {
    const [, effects] = run([get(), get('s-0002')], ready)
    expect(sent(effects)).toEqual([{ type: 'still.get', still: ID }])
  })

  it('is not asked for without a channel or without the grant', () => {
    expect(run([{ type: 'opened' }, get()])[1]).toEqual([])
    expect(run([{ type: 'allow', on: true }, get()])[1]).toEqual([])
  })

  it.each([
    ['more bytes than were announced', [text(stillPart()), bytes(9)]],
    ['a frame that is too long', [text(stillPart({ size: 90_000 })), bytes(DESK_BYTES + 1)]],
    ['a part that begins beyond what is here', [text(stillPart({ at: 3 }))]],
    ['the page twice', [...page, text(stillPart({ digest: 'c'.repeat(64) }))]],
    ['a page after the camera', [text(cameraPart()), bytes(4), text(stillPart())]],
    ['an end half-way', [text(stillPart()), bytes(4), text(stillState('done'))]],
    ['an end before anything', [text(stillState('done'))]],
  ])('is broken by %s', (_name, events) => {
    const [state, effects] = run([...asked, ...events], ready)
    expect(state.asking).toBeNull()
    expect(state.failure).toBe('broken')
    expect(effects).toContainEqual({ do: 'hold', keep: 0 })
    // What still comes of it goes nowhere.
    expect(run([bytes(4)], state)).toEqual([state, []])
  })

  it.each([
    ['larger than the limit', stillPart({ size: STILL_BYTES + 1 })],
    ['of absurdly many pixels', stillPart({ width: 65_000, height: 65_000 })],
    ['of no known kind', stillPart({ mime: 'text/html' as 'image/png' })],
    ['without a digest', stillPart({ digest: 'zz' })],
  ])('takes no part %s', (_name, part) => {
    const [state, effects] = run([...asked, text(part), bytes(4)], ready)
    expect(state.asking?.part).toBeNull()
    expect(effects.some((each) => each.do === 'take')).toBe(false)
  })

  it('takes no bytes that were not announced, nor those of another still', () => {
    const other = [text(stillPart({ still: 's-0009' })), bytes(4)]
    const [, effects] = run([bytes(4), ...asked, bytes(4), ...other], ready)
    expect(effects.filter((each) => each.do === 'take')).toEqual([])
  })

  it('that does not pass the check is told, and cancelled', () => {
    const bad: DeskEvent = { type: 'checked', still: ID, picture: null }
    const [state, effects] = run([...asked, ...page, bad], ready)
    expect(state.failure).toBe('broken')
    expect(sent(effects).at(-1)).toEqual({ type: 'still.cancel', still: ID })
    expect(state.stills).toEqual([])
  })

  it('goes on over the next channel from the first missing byte', () => {
    const [half] = run([...asked, text(stillPart()), bytes(5), { type: 'closed' }], ready)
    expect(half.asking).toMatchObject({ have: 5, receiving: false })
    const [open, effects] = run([{ type: 'opened' }], half)
    expect(sent(effects)).toEqual([{ type: 'still.resume', still: ID, part: 'page', have: 5 }])
    const [done, more] = run([text(stillPart({ at: 5 })), bytes(3)], open)
    expect(more[0]).toEqual({ do: 'hold', keep: 5 })
    expect(more.at(-1)).toMatchObject({ do: 'check' })
    expect(done.asking?.whole).toEqual([stillPart({ at: 5 })])
  })

  it('goes on with the camera’s picture when the page is here', () => {
    const lost: DeskEvent[] = [{ type: 'closed' }, { type: 'opened' }]
    const [open, effects] = run([...asked, ...page, ...lost], ready)
    expect(sent(effects).at(-1)).toMatchObject({ part: 'page', have: 8 })
    // The page is announced with nothing left of it, or sent again whole: neither is taken.
    const again = [text(stillPart({ at: 8 })), text(stillPart()), bytes(8)]
    const [state, more] = run([...again, ...camera], open)
    expect(more.filter((each) => each.do === 'take')).toHaveLength(1)
    expect(state).toMatchObject({ asking: null, failure: null })
  })

  it('is asked for again when the terminal had not heard of it', () => {
    const lost: DeskEvent[] = [{ type: 'closed' }, { type: 'opened' }]
    const gone = text(stillState('failed', { reason: 'gone' }))
    const [state, effects] = run([get(), ...lost, gone], ready)
    expect(sent(effects).map((each) => (each as { type: string }).type)).toEqual([
      'still.get',
      'still.resume',
      'still.get',
    ])
    // Once only.
    expect(run([gone], state)[0]).toMatchObject({ asking: null, failure: 'gone' })
  })

  it('begins anew when another picture comes after all', () => {
    const [half] = run([...asked, text(stillPart()), bytes(5), { type: 'closed' }], ready)
    const other = stillPart({ digest: 'd'.repeat(64), size: 6 })
    const [state, effects] = run([{ type: 'opened' }, text(other), bytes(6)], half)
    expect(effects).toContainEqual({ do: 'hold', keep: 0 })
    expect(state.failure).toBeNull()
    expect(effects.at(-1)).toEqual({ do: 'check', still: ID, part: other })
  })

  it('cancelled half-way leaves what has come, and no room for the rest', () => {
    const good: DeskEvent = { type: 'checked', still: ID, picture: picture(stillPart()) }
    const half = [...asked, ...page, good, text(cameraPart()), bytes(2)]
    const [state, effects] = run([...half, { type: 'cancel' }, bytes(2)], ready)
    expect(sent(effects).at(-1)).toEqual({ type: 'still.cancel', still: ID })
    expect(effects.at(-1)).toEqual({ do: 'hold', keep: 0 })
    expect(state.stills).toHaveLength(1)
    expect(state.failure).toBeNull()
  })

  it('cancelled while it is being checked is not shown', () => {
    const good: DeskEvent = { type: 'checked', still: ID, picture: picture(stillPart()) }
    const [state, effects] = run([...asked, ...page, { type: 'cancel' }, good], ready)
    expect(state.stills).toEqual([])
    expect(effects.at(-1)).toMatchObject({ do: 'forget' })
  })

  it('says why there is none', () => {
    const [state] = run([...asked, text(stillState('failed', { reason: 'no_camera' }))], ready)
    expect(state).toMatchObject({ asking: null, failure: 'no_camera' })
    expect(run([get('s-0002')], state)[0].failure).toBeNull()
  })
})

describe('what is kept', () => {
  const whole = (id: string): DeskEvent[] => [
    get(id),
    text(cameraPart({ still: id })),
    bytes(4),
    text(stillState('done', { still: id })),
    { type: 'checked', still: id, picture: picture(cameraPart({ still: id })) },
  ]
  const many = Array.from({ length: STILLS_KEPT + 2 }, (_, index) => `s-${1000 + index}`)

  it('is bounded, and the oldest go first', () => {
    const [state, effects] = run(many.flatMap(whole), ready)
    expect(state.stills).toHaveLength(STILLS_KEPT)
    expect(state.stills[0]?.id).toBe('s-1002')
    expect(effects.filter((each) => each.do === 'forget')).toHaveLength(2)
  })

  it('goes by the person’s own wish', () => {
    const [state, effects] = run([...whole(ID), { type: 'remove', still: ID }], ready)
    expect(state.stills).toEqual([])
    expect(effects.at(-1)).toMatchObject({ do: 'forget' })
  })

  it('goes with the grant, also what is under way', () => {
    const [state, effects] = run(
      [...whole(ID), get('s-0002'), { type: 'allow', on: false }],
      ready,
    )
    expect(state).toMatchObject({ stills: [], asking: null, allowed: false })
    expect(effects.map((each) => each.do).slice(-3)).toEqual(['send', 'hold', 'forget'])
  })
})
