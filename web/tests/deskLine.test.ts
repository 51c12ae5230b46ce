import { describe, expect, it, vi } from 'vitest'
import { DeskLine } from '@/media/deskLine'
import type { Inspect } from '@/media/stillFile'
import { FakeChannel } from './support/media'
import { cameraPart, picture, stillPart, stillState } from './support/paper'

const revoked: string[] = []
URL.revokeObjectURL = (url) => void revoked.push(url)

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}
const buffer = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer

function begin(inspect: Inspect) {
  const line = new DeskLine({ inspect, now: () => 5 })
  const open = (): FakeChannel => {
    const channel = new FakeChannel('desk', 'etaluukku-desk-1')
    line.attach(channel as unknown as RTCDataChannel)
    channel.opens()
    return channel
  }
  line.allow(true)
  return { line, open }
}
const say = (channel: FakeChannel, ...frames: (object | ArrayBuffer)[]): void => {
  for (const frame of frames) {
    channel.onmessage?.({ data: frame instanceof ArrayBuffer ? frame : JSON.stringify(frame) })
  }
}
const asked = (channel: FakeChannel): Record<string, unknown>[] =>
  channel.sent.map((each) => JSON.parse(each) as Record<string, unknown>)

describe('a still over two channels', () => {
  it('is checked as one whole', async () => {
    const got: number[][] = []
    const inspect: Inspect = (bytes, part) => {
      got.push(bytes.flatMap((each) => [...new Uint8Array(each)]))
      return Promise.resolve(picture(part))
    }
    const { line, open } = begin(inspect)
    const first = open()
    line.takeStill()
    const still = String(asked(first)[0]?.['still'])
    say(first, stillPart({ still }), buffer(1, 2, 3), buffer(4, 5))
    const second = open()
    expect(asked(second)).toEqual([{ type: 'still.resume', still, part: 'page', have: 5 }])
    // The terminal may begin a little earlier; and the old channel says nothing any more.
    expect(first.onmessage).toBeNull()
    say(second, stillPart({ still, at: 4 }), buffer(5, 6, 7, 8))
    say(second, cameraPart({ still }), buffer(9, 9, 9, 9), stillState('done', { still }))
    await settle()
    expect(got).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8],
      [9, 9, 9, 9],
    ])
    expect(line.state.get().stills[0]?.pictures).toHaveLength(2)
  })

  it('that cannot be read is said to be broken', async () => {
    const { line, open } = begin(() => Promise.reject(new Error('no picture')))
    const channel = open()
    line.takeStill()
    const still = String(asked(channel)[0]?.['still'])
    say(channel, cameraPart({ still }), buffer(1, 2, 3, 4))
    await settle()
    expect(line.state.get()).toMatchObject({ failure: 'broken', stills: [], asking: null })
  })
})

it('leaves nothing behind when the room is over', async () => {
  const { line, open } = begin((_bytes, part) => Promise.resolve(picture(part)))
  const channel = open()
  line.takeStill()
  const still = String(asked(channel)[0]?.['still'])
  say(channel, cameraPart({ still }), buffer(1, 2, 3, 4))
  await settle()
  const [kept] = line.state.get().stills
  expect(kept).toBeDefined()
  line.end()
  expect(line.state.get()).toMatchObject({ stills: [], open: false })
  expect(revoked).toEqual([kept?.pictures[0]?.url, kept?.pictures[0]?.thumbnail])
  // A picture whose check ends later is forgotten at once.
  expect(channel.onmessage).toBeNull()
})

it('sends nothing over a channel that is not open', () => {
  const { line } = begin(vi.fn())
  const channel = new FakeChannel('desk', 'etaluukku-desk-1')
  line.attach(channel as unknown as RTCDataChannel)
  line.show({ flat: true, turn: 90, region: null })
  line.takeStill()
  expect(channel.sent).toEqual([])
})
