import { describe, expect, it } from 'vitest'
import { contactOf, noContact, problemsOf } from '@/features/callbacks/contact'
import { windowWords } from '@/features/callbacks/windowWords'

const window = {
  opens_in_s: 71_000,
  closes_in_s: 78_200,
  in_days: 1,
  date: '2026-11-23',
  opens: '09:00',
  last_date: '2026-11-23',
  closes: '11:30',
}

describe('a window in words', () => {
  it('is told by the local time that the server says', () => {
    expect(windowWords(window, 'fi')).toMatchObject({
      kind: 'tomorrow',
      opens: '9.00',
      closes: '11.30',
    })
    expect(windowWords(window, 'en').opens).toBe('9:00')
    expect(windowWords({ ...window, in_days: 0 }, 'fi').kind).toBe('today')
    expect(windowWords({ ...window, in_days: 0, opens_in_s: 0 }, 'sv').kind).toBe('now')
  })

  it('names the day further away', () => {
    const words = windowWords({ ...window, in_days: 4 }, 'fi')
    expect(words).toMatchObject({ kind: 'day', day: 'maanantaina 23.11.' })
  })
})

describe('a contact', () => {
  it.each([
    [{}, ['neither']],
    [{ phone: '040 123 4567' }, []],
    [{ phone: '+358 (0)40-1234567' }, []],
    [{ phone: '+358 40 1234567' }, []],
    [{ phone: 'soita' }, ['phone']],
    [{ email: 'nimi@esimerkki.fi' }, []],
    [{ email: 'nimi' }, ['email']],
    [{ phone: '040 123 4567', email: 'nimi@' }, ['email']],
  ])('%o has the problems %o', (fields, problems) => {
    expect([...problemsOf({ ...noContact, ...fields })]).toEqual(problems)
  })

  it('goes out without what was left empty', () => {
    expect(contactOf({ name: ' ', phone: ' 040 123 4567 ', email: '' })).toEqual({
      name: null,
      phone: '040 123 4567',
      email: null,
    })
  })
})
