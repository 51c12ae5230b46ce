import { describe, expect, it } from 'vitest'
import { isRttChannel, RoomText } from '@/media/roomText'
import { GATHER_MS } from '@/media/rttWriter'
import { MISSING, NEW_LINE } from '@/media/t140'
import { RTT_CHARACTERS } from '@/protocol/constants'
import { FakeClock } from './support/clock'
import { FakeChannel } from './support/media'

const BOTH = { write: true, read: true }

class Fixture {
  readonly clock = new FakeClock()
  readonly text = new RoomText('me', this.clock)

  /** Somebody whose channel is open. */
  with(peer: string, may = BOTH): FakeChannel {
    const channel = new FakeChannel('rtt', 't140')
    this.text.allow(peer, may)
    this.text.attach(peer, channel as unknown as RTCDataChannel)
    channel.readyState = 'open'
    channel.onopen?.()
    return channel
  }

  get lines(): string[] {
    return this.text.state
      .get()
      .transcript.lines.map(({ who, text, done }) => `${who}:${text}${done ? '.' : ''}`)
  }
}

describe('RoomText', () => {
  it('sends the first character at once and gathers what follows', () => {
    const it = new Fixture()
    const a = it.with('a')
    it.text.write('H')
    expect(a.sent).toEqual(['H'])
    it.text.write('He')
    it.text.write('Hei')
    expect(a.sent).toEqual(['H'])
    it.clock.pass(GATHER_MS)
    expect(a.sent).toEqual(['H', 'ei'])
    it.clock.pass(GATHER_MS)
    it.text.write('Hei!')
    expect(a.sent).toEqual(['H', 'ei', '!'])
  })

  it('never gathers longer than half a second', () => {
    expect(GATHER_MS).toBeLessThanOrEqual(500)
  })

  it('shows the own lines as the others see them', () => {
    const it = new Fixture()
    const a = it.with('a')
    it.text.write('Hei')
    it.text.write('Hei\nmi')
    it.clock.pass(GATHER_MS)
    expect(it.lines).toEqual(['me:Hei.', 'me:mi'])
    expect(a.sent.join('')).toBe(`Hei${NEW_LINE}mi`)
    it.text.write('')
    it.clock.pass(GATHER_MS)
    expect(it.lines).toEqual(['me:Hei.'])
    expect(a.sent.join('')).toBe(`Hei${NEW_LINE}mi\u0008\u0008`)
  })

  it('writes to all who may read it, and to nobody else', () => {
    const it = new Fixture()
    const [a, b] = [it.with('a'), it.with('b', { write: false, read: false })]
    expect(it.text.state.get().reached).toEqual(['a'])
    it.text.write('Hei')
    it.clock.pass(GATHER_MS)
    it.text.allow('b', BOTH)
    expect([a.sent, b.sent]).toEqual([['Hei'], []])
    expect(it.text.state.get().reached).toEqual(['a', 'b'])
  })

  it('shows nothing of somebody whom one may not hear', () => {
    const it = new Fixture()
    it.with('a', { write: true, read: false }).onmessage?.({ data: 'salaa' })
    expect(it.lines).toEqual([])
  })

  it('keeps for a channel that is not open yet, but not what was not granted', () => {
    const it = new Fixture()
    it.text.allow('a', BOTH)
    it.text.write('Hei')
    it.clock.pass(GATHER_MS)
    expect(it.with('a').sent).toEqual(['Hei'])
    it.text.detach('a')
    it.text.write('Hei vaan')
    it.clock.pass(GATHER_MS)
    it.text.allow('a', { write: false, read: true })
    expect(it.with('a', BOTH).sent).toEqual([])
  })

  it('marks once where a new channel may have lost text', () => {
    const it = new Fixture()
    it.with('a')
    it.with('a').onmessage?.({ data: 'He' })
    it.with('a').onmessage?.({ data: 'i' })
    expect(it.lines).toEqual([`a:He${MISSING}i`])
  })

  it.each([['bytes', new ArrayBuffer(3)], ['a flood', 'x'.repeat(RTT_CHARACTERS + 1)]])(
    'marks %s as missing',
    (_, data) => {
      const it = new Fixture()
      it.with('a').onmessage?.({ data })
      expect(it.lines).toEqual([`a:${MISSING}`])
    },
  )

  it('sends no more than fits, and says so', () => {
    const it = new Fixture()
    const a = it.with('a')
    it.text.write('x'.repeat(RTT_CHARACTERS * 2))
    expect(a.sent).toHaveLength(1)
    expect(a.sent[0]).toHaveLength(RTT_CHARACTERS)
    expect(a.sent[0]?.startsWith(MISSING)).toBe(true)
  })

  it('forgets all when the room is over', () => {
    const it = new Fixture()
    const a = it.with('a')
    it.text.write('He')
    it.text.write('Hei')
    a.onmessage?.({ data: 'Moi' })
    it.text.stop()
    it.clock.pass(GATHER_MS)
    expect([it.lines, a.sent]).toEqual([[], ['He']])
  })
})

describe('isRttChannel', () => {
  it('knows it by its subprotocol, whatever its label', () => {
    const channel = (label: string, protocol: string): boolean =>
      isRttChannel(new FakeChannel(label, protocol) as unknown as RTCDataChannel)
    expect([channel('rtt', 't140'), channel('x', 't140'), channel('rtt', 'x')]).toEqual([
      true,
      true,
      false,
    ])
  })
})
