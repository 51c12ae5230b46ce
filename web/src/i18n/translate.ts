import type { Language } from './languages'

export type Messages = Readonly<Record<string, string>>
export type Values = Readonly<Record<string, string | number>>

/** Keys that have a form for one and a form for many, without the ending. */
export type CountedKey<Key extends string> = Key extends `${infer Base}_one` ? Base : never

export interface Translate<Key extends string> {
  (key: Key, values?: Values): string
  /** The form of `key` that fits `count`, which is `{count}` in the text. */
  count: (key: CountedKey<Key>, count: number, values?: Values) => string
}

/** Hebrew, Arabic and the other scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** A name keeps to itself whichever way it is written (UAX 9: first strong isolate). */
const isolated = (value: string | number): string =>
  RIGHT_TO_LEFT.test(String(value)) ? `\u2068${value}\u2069` : String(value)

export function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => isolated(values[name] ?? whole))
}

export function makeTranslate<Key extends string>(
  messages: Readonly<Record<Key, string>>,
  language: Language,
): Translate<Key> {
  const plural = new Intl.PluralRules(language)
  const translate = (key: Key, values?: Values): string => fill((messages as Messages)[key] ?? '', values)
  return Object.assign(translate, {
    count(key: CountedKey<Key>, count: number, values?: Values): string {
      const form = plural.select(count) === 'one' ? 'one' : 'other'
      return fill((messages as Messages)[`${key}_${form}`] ?? '', { ...values, count })
    },
  })
}
