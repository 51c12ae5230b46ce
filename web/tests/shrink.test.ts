/** Pictures made smaller: nothing of them is left out, and nothing is moved. */
import { expect, it } from 'vitest'
import { shrunk, type Pixels } from '@/media/shrink'

function grey(width: number, height: number, at: (x: number, y: number) => number): Pixels {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = at(x, y)
      data.set([value, value, value, 255], (y * width + x) * 4)
    }
  }
  return { data, width, height }
}

const reds = (data: Uint8ClampedArray): number[] => [...data].filter((_, index) => index % 4 === 0)

it('takes the mean of whole pixels', () => {
  const picture = grey(4, 2, (x, y) => x * 20 + y * 100)
  expect(reds(shrunk(picture, 2, 1))).toEqual([60, 100])
})

it('takes of a pixel that two share a part for each', () => {
  const picture = grey(3, 1, (x) => [0, 90, 240][x] ?? 0)
  expect(reds(shrunk(picture, 2, 1))).toEqual([30, 190])
})

it('loses no stroke, however thin, at any size', () => {
  const ink = (x: number): number => (x % 7 === 0 ? 0 : 255)
  const picture = grey(700, 3, ink)
  for (const width of [101, 233, 350, 499]) {
    const row = reds(shrunk(picture, width, 1))
    const dark = row.reduce((sum, value) => sum + 255 - value, 0) / width
    expect(dark).toBeCloseTo(255 / 7, 0)
  }
})

it('keeps colours apart and is opaque', () => {
  const data = new Uint8ClampedArray([200, 0, 0, 255, 0, 100, 0, 255, 0, 0, 60, 255, 0, 0, 0, 255])
  expect([...shrunk({ data, width: 2, height: 2 }, 1, 1)]).toEqual([50, 25, 15, 255])
})

it('leaves a picture of its own size as it is', () => {
  const picture = grey(5, 4, (x, y) => x * 10 + y)
  expect(shrunk(picture, 5, 4)).toEqual(picture.data)
})
