/** What is written in an inquiry: nothing lost, nothing doubled, in order, over any channels. */
import { describe, expect, it } from 'vitest'
import { TextLine } from '@/media/textLine'
import { maySay, noTexts, step, type TextingEvent, type TextingState } from '@/media/texting'
import { WRITTEN_CHARACTERS, WRITTEN_KEPT, WRITTEN_WAITING } from '@/protocol/constants'
import { FakeChannel } from './support/media'

const say = (id: string, text = id): TextingEvent => ({ type: 'say', id, text })
const written = (id: string, text = id): string => JSON.stringify({ type: 'written', id, text })
const arrived = (id: string): string => JSON.stringify({ type: 'arrived', id })

function after(...events: TextingEvent[]): { state: TextingState; frames: string[] } {
  let state = noTexts
  let frames: readonly string[] = []
  for (const event of events) [state, frames] = step(state, event)
  return { state, frames: [...frames] }
}
const states = ({ log }: TextingState): string[] => log.map((each) => each.state)

describe('texting', () => {
  it('keeps what is written without a channel, and sends it in order when there is one', () => {
    const before = after(say('w-01'), say('w-02'))
    expect([states(before.state), before.frames]).toEqual([['waiting', 'waiting'], []])
    const { state, frames } = after(say('w-01'), say('w-02'), { type: 'opened' })
    expect(states(state)).toEqual(['sent', 'sent'])
    expect(frames).toEqual([written('w-01'), written('w-02')])
  })

  it('sends again only what has not arrived', () => {
    const cut: TextingEvent[] = [
      { type: 'opened' },
      say('w-01'),
      say('w-02'),
      { type: 'frame', data: arrived('w-01') },
      { type: 'closed' },
    ]
    expect(states(after(...cut).state)).toEqual(['arrived', 'waiting'])
    expect(after(...cut, { type: 'opened' }).frames).toEqual([written('w-02')])
  })

  it('keeps what comes twice once, and acknowledges it twice', () => {
    const twice = { type: 'frame', data: written('w-01') } as const
    const { state, frames } = after({ type: 'opened' }, twice, twice)
    expect(state.log).toEqual([{ id: 'w-01', text: 'w-01', state: 'received' }])
    expect(frames).toEqual([arrived('w-01')])
  })

  it.each([
    [new ArrayBuffer(4)],
    [''],
    ['null'],
    ['{"type":"written"}'],
    ['{"type":"bye","id":"w-01"}'],
    [written('w-01', '')],
    [written('w-01', 'x'.repeat(WRITTEN_CHARACTERS + 1))],
    [written('no')],
    [arrived('w-99')],
  ])('drops what is no message, %#', (data) => {
    const { state, frames } = after({ type: 'opened' }, { type: 'frame', data })
    expect([state.log, frames]).toEqual([[], []])
  })

  it('counts the length as people do, and says when it cannot take more', () => {
    expect(maySay(noTexts, '🙂'.repeat(WRITTEN_CHARACTERS))).toBe(true)
    expect(maySay(noTexts, 'x'.repeat(WRITTEN_CHARACTERS + 1))).toBe(false)
    expect(maySay(noTexts, '')).toBe(false)
    const many = Array.from({ length: WRITTEN_WAITING }, (_, n) => say(`w-${String(n)}-x`))
    expect(maySay(after(...many).state, 'x')).toBe(false)
    expect(after(...many, say('w-last')).state.log).toHaveLength(WRITTEN_WAITING)
  })

  it('lets the oldest go, but never what has not arrived', () => {
    const many = Array.from(
      { length: WRITTEN_KEPT + 5 },
      (_, n): TextingEvent => ({ type: 'frame', data: written(`w-${String(n)}-x`) }),
    )
    const { log } = after(say('w-mine'), ...many).state
    expect(log).toHaveLength(WRITTEN_KEPT)
    expect(log[0]).toEqual({ id: 'w-mine', text: 'w-mine', state: 'waiting' })
    expect(log.at(-1)?.id).toBe(`w-${String(WRITTEN_KEPT + 4)}-x`)
  })

  it('sends no half characters', () => {
    const { frames } = after({ type: 'opened' }, say('w-01', 'a\ud83d'))
    expect(frames).toEqual([written('w-01', 'a\ufffd')])
  })
})

describe('the line', () => {
  const use = (channel: FakeChannel): RTCDataChannel => channel as unknown as RTCDataChannel

  it('goes over to a newer channel with what has not arrived', () => {
    const line = new TextLine()
    const [first, second] = [new FakeChannel(), new FakeChannel()]
    line.attach(use(first))
    expect(line.say('one')).toBe(true)
    expect(first.sent).toEqual([])
    first.opens()
    expect(first.sent).toHaveLength(1)
    line.attach(use(second))
    second.opens()
    expect(second.sent).toEqual(first.sent)
    expect(first.onmessage).toBeNull()
    second.onmessage?.({ data: arrived(line.state.get().log[0]?.id ?? '') })
    expect(states(line.state.get())).toEqual(['arrived'])
  })

  it('notices a channel that closes by itself', () => {
    const line = new TextLine()
    const channel = new FakeChannel()
    channel.opens()
    line.attach(use(channel))
    line.say('one')
    channel.close()
    expect(states(line.state.get())).toEqual(['waiting'])
  })
})
