import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import Ajv2020 from 'ajv/dist/2020'
import { describe, expect, it } from 'vitest'
import { MAY_SEND } from '@/protocol/constants'
import clientSchema from '@/protocol/client.schema.json'
import peerSchema from '@/protocol/peer.schema.json'
import serverSchema from '@/protocol/server.schema.json'
import type { ServerMessage } from '@/protocol/server'
import { emptyState, reduce } from '@/state/workspace'

type Samples = Record<string, object[]>
const golden = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../tests/golden/messages.json'), 'utf8'),
) as { client: Samples; server: Samples; peer: Samples }

const ajv = new Ajv2020({ strict: false })
const directions = [
  ['client', golden.client, clientSchema],
  ['server', golden.server, serverSchema],
  ['peer', golden.peer, peerSchema],
] as const

describe.each(directions)('golden samples, %s', (_name, samples, schema) => {
  const valid = ajv.compile(schema)
  const types = Object.keys(schema.discriminator.mapping)

  it('has a sample of every message', () => {
    expect(Object.keys(samples).sort()).toEqual(types.sort())
  })

  it.each(Object.entries(samples))('%s fits the schema', (type, each) => {
    for (const sample of each) {
      expect(sample).toHaveProperty('type', type)
      expect(valid(sample), ajv.errorsText(valid.errors)).toBe(true)
    }
  })

  it.each(Object.entries(samples))('%s does not fit with a stray field', (_type, each) => {
    for (const sample of each) expect(valid({ ...sample, stray: 1 })).toBe(false)
  })
})

it('has permissions for every message of a client', () => {
  expect(Object.keys(MAY_SEND).sort()).toEqual(Object.keys(golden.client).sort())
})

it.each(Object.entries(golden.server))('the state takes %s', (_type, samples) => {
  for (const sample of samples) {
    const next = reduce(emptyState, sample as ServerMessage, 0)
    expect(next).toMatchObject({ terminals: {}, rooms: {} })
  }
})
