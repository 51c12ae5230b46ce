import { describe, expect, it } from 'vitest'
import { DeskLine } from '@/media/deskLine'
import { unprintable, WAITING_BYTES } from '@/media/printing'
import { DESK_BYTES, PRINT_BYTES } from '@/protocol/constants'
import { FakeChannel } from './support/media'

const READY = { type: 'printer.state', problem: null } as const
const SIZE = 5 * WAITING_BYTES + 100

function begin() {
  const line = new DeskLine()
  line.allow(true)
  const open = (): FakeChannel => {
    const channel = new FakeChannel('desk', 'etaluukku-desk-1')
    line.attach(channel as unknown as RTCDataChannel)
    channel.opens()
    say(channel, READY)
    return channel
  }
  return { line, open, job: () => line.printing.state.get().job }
}
const say = (channel: FakeChannel, ...frames: object[]): void => {
  for (const frame of frames) channel.onmessage?.({ data: JSON.stringify(frame) })
}
const stage = (job: string | undefined, of: string, reason: string | null = null): object => ({
  type: 'print.state',
  job,
  stage: of,
  reason,
})
const paper = (size: number, type = 'application/pdf'): File => {
  const content = new Uint8Array(size).map((_, at) => at % 251)
  const file = new File([content], 'paper.pdf', { type })
  return Object.assign(file, { arrayBuffer: () => Promise.resolve(content.buffer) })
}
const bytes = (channel: FakeChannel): number[] =>
  channel.bytes.flatMap((each) => [...new Uint8Array(each)])

describe('a paper that is offered to print', () => {
  it('goes out whole, in pieces, and only as fast as the channel takes it', async () => {
    const { line, open, job } = begin()
    const channel = open()
    channel.fills = true
    await line.printing.offer(paper(SIZE))
    expect(JSON.parse(channel.sent[0] ?? '')).toEqual({
      type: 'print.offer',
      job: job()?.id,
      mime: 'application/pdf',
      size: SIZE,
    })
    expect(bytes(channel).length).toBeLessThan(WAITING_BYTES + DESK_BYTES)
    while (bytes(channel).length < SIZE) channel.empties()
    expect(bytes(channel)).toEqual([...new Uint8Array(await paper(SIZE).arrayBuffer())])
    say(channel, stage(job()?.id, 'offered'))
    say(channel, stage(job()?.id, 'printing'))
    say(channel, stage(job()?.id, 'printed'))
    expect(job()?.stage).toBe('printed')
    line.printing.dismiss()
    expect(job()).toBeNull()
  })

  it('stops where the terminal refuses it', async () => {
    const { line, open, job } = begin()
    const channel = open()
    channel.fills = true
    await line.printing.offer(paper(SIZE))
    say(channel, stage(job()?.id, 'failed', 'busy'))
    const before = bytes(channel).length
    channel.empties()
    expect(bytes(channel)).toHaveLength(before)
    expect(job()).toMatchObject({ stage: 'failed', reason: 'busy' })
  })

  it('is lost with its channel, or goes on where it had arrived', async () => {
    const { line, open, job } = begin()
    const first = open()
    first.fills = true
    await line.printing.offer(paper(SIZE))
    first.close()
    expect(job()).toMatchObject({ stage: 'failed', reason: 'lost' })
    expect(line.printing.state.get().printer).toBeNull()

    const second = open()
    await line.printing.offer(paper(10))
    say(second, stage(job()?.id, 'offered'))
    second.close()
    expect(job()?.stage).toBe('offered')
    say(open(), stage(job()?.id, 'printing'))
    expect(job()?.stage).toBe('printing')
  })

  it('is known again after a reload while it is under way, and its end is nobody else’s', () => {
    const { line, open, job } = begin()
    const channel = open()
    say(channel, stage('p_before', 'printed'))
    expect(job()).toBeNull()
    say(channel, stage('p_before', 'offered'))
    expect(job()).toMatchObject({ id: 'p_before', stage: 'offered' })
    line.printing.withdraw()
    expect(JSON.parse(channel.sent.at(-1) ?? '')).toEqual({
      type: 'print.withdraw',
      job: 'p_before',
    })
    line.end()
    expect(line.printing.state.get()).toEqual({ printer: null, job: null })
  })

  it('is one at a time', async () => {
    const { line, open } = begin()
    const channel = open()
    await line.printing.offer(paper(10))
    const before = channel.sent.length
    await line.printing.offer(paper(10))
    expect(channel.sent).toHaveLength(before)
  })

  it.each([
    [paper(10), READY, null],
    [paper(10, 'image/webp'), READY, 'kind'],
    [paper(0), READY, 'size'],
    [paper(10), { ...READY, problem: 'stopped' as const }, 'printer'],
  ])('%# says beforehand what cannot be printed', (file, printer, why) => {
    expect(unprintable(file, printer)).toBe(why)
  })

  it('says so of one that is too large', () => {
    const file = paper(10)
    Object.defineProperty(file, 'size', { value: PRINT_BYTES + 1 })
    expect(unprintable(file, READY)).toBe('size')
  })

  it.each(['{', '{"type":"print.state","job":1}', '{"type":"print.state","job":"p_12","stage":"x"}'])(
    'believes no %s',
    (data) => {
      const { open, job } = begin()
      open().onmessage?.({ data })
      expect(job()).toBeNull()
    },
  )
})
