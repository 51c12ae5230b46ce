import { describe, expect, it } from 'vitest'
import { find, listOf, readChosen } from '@/media/chosen'

const headset = { deviceId: 'h1', label: 'Kuulokkeet' }
const speaker = { deviceId: 's1', label: 'Kaiutin' }

describe('a remembered device', () => {
  it('is found by its id', () => {
    expect(find(headset, [speaker, { ...headset, label: 'Uusi nimi' }])).toEqual({
      deviceId: 'h1',
      sure: true,
      gone: null,
    })
  })

  it('is found by its name when ids have changed', () => {
    const found = find(headset, [speaker, { ...headset, deviceId: 'h2' }])
    expect(found).toEqual({ deviceId: 'h2', sure: true, gone: null })
  })

  it('that is gone is told by its name, and the default is used', () => {
    expect(find(headset, [speaker])).toEqual({ deviceId: '', sure: false, gone: 'Kuulokkeet' })
  })

  it('is hoped for as long as the browser tells no names', () => {
    const unknown = [{ deviceId: '', label: '' }]
    expect(find(headset, unknown)).toEqual({ deviceId: 'h1', sure: false, gone: null })
    expect(find(headset, [])).toMatchObject({ deviceId: 'h1', gone: null })
  })

  it('is none where none was chosen', () => {
    expect(find(undefined, [speaker])).toEqual({ deviceId: '', sure: false, gone: null })
  })
})

it('lists devices of a kind, and not the system’s default twice', () => {
  const all = [
    { kind: 'audiooutput', deviceId: 'default', label: 'Oletus – Kaiutin' },
    { kind: 'audiooutput', ...speaker },
    { kind: 'audioinput', ...headset },
    { kind: 'audiooutput', deviceId: '', label: '' },
  ] as const
  expect(listOf('audiooutput', all)).toEqual([speaker])
})

it.each([
  [null, {}],
  ['', {}],
  ['no json', {}],
  ['null', {}],
  ['[1, 2]', {}],
  ['{"voice": "h1", "face": {"deviceId": 7, "label": ""}, "ring": {"deviceId": ""}}', {}],
  [JSON.stringify({ voice: headset, more: 1 }), { voice: headset }],
])('reads %j from storage as %j', (text, expected) => {
  expect(readChosen(text)).toEqual(expected)
})
