import { describe, expect, it } from 'vitest'
import { waitWords } from '@/lib/waitRange'

describe('waitWords', () => {
  it.each([
    [0, 12, 'soon', 0, 1],
    [5, 60, 'soon', 0, 1],
    [20, 61, 'upTo', 0, 2],
    [59, 300, 'upTo', 0, 5],
    [130, 540, 'between', 2, 9],
    [60, 60.5, 'between', 1, 2],
  ])('%d to %d seconds', (low_s, high_s, kind, low, high) => {
    expect(waitWords({ low_s, high_s })).toEqual({ kind, low, high })
  })
})
