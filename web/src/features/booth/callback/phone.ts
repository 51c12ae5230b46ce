/** A telephone number as it is typed: digits, and a plus at the beginning. */

/** Of digits; 15 is the most that a number has (ITU-T E.164). */
const MOST = 15
const LEAST = 6
/** With the country's before them. */
const LEAST_ABROAD = 9

/** As a keyboard names it. */
export const ERASE = 'Backspace'

/** The number after a key: a digit, a plus, `ERASE`, or anything else, which changes nothing. */
export function typed(number: string, key: string): string {
  if (key === ERASE) return number.slice(0, -1)
  if (key === '+') return number === '' ? '+' : number
  if (!/^[0-9]$/.test(key) || digits(number) >= MOST) return number
  return number + key
}

export function isComplete(number: string): boolean {
  return digits(number) >= (number.startsWith('+') ? LEAST_ABROAD : LEAST)
}

/** As Finns write it: "040 765 4321", "+358 40 765 4321". Other countries' in groups of three. */
export function grouped(number: string): string {
  if (number.startsWith('+358')) {
    return ['+358', number.slice(4, 6), ...threes(number.slice(6))].filter(Boolean).join(' ')
  }
  const plus = number.startsWith('+') ? '+' : ''
  return plus + threes(number.slice(plus.length)).join(' ')
}

/** The last one alone goes with those before it. */
function threes(text: string): string[] {
  const groups: string[] = text.match(/\d{1,3}/g) ?? []
  if (groups.length > 1 && groups.at(-1)?.length === 1) {
    const last = groups.pop() ?? ''
    groups.push((groups.pop() ?? '') + last)
  }
  return groups
}

function digits(number: string): number {
  return number.replace('+', '').length
}
