import { expect, it } from 'vitest'
import { afterKey, AS_CAME, filterOf, withPart, type Light } from '@/features/light/light'

const press = (keys: string): Light =>
  Array.from(keys).reduce((light, key) => afterKey(light, key) ?? light, AS_CAME)

it('leaves the picture alone until something is changed', () => {
  expect(filterOf(AS_CAME)).toBeNull()
  expect(filterOf(withPart(AS_CAME, 'contrast', 1.4))).toBe('brightness(1) contrast(1.4)')
})

it('goes by steps that come back exactly', () => {
  expect(press('...')).toEqual({ brightness: 1.3, contrast: 1 })
  expect(press('...,,,')).toEqual(AS_CAME)
  expect(press('::;')).toEqual({ brightness: 1, contrast: 1.1 })
  expect(press('>><')).toEqual(press(':'))
})

it('stays inside what can be read, and is reset by N', () => {
  expect(press(','.repeat(30)).brightness).toBe(0.5)
  expect(press('.'.repeat(30)).brightness).toBe(2)
  expect(press('..::n')).toEqual(AS_CAME)
  expect(afterKey(AS_CAME, 'x')).toBeNull()
})
