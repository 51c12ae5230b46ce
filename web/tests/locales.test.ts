import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '@/i18n/languages'
import { catalogs as boothCatalogs } from '@/locales/booth'
import { catalogs as clerkCatalogs } from '@/locales/clerk'
import { catalogs as expertCatalogs } from '@/locales/expert'
import { catalogs as guardCatalogs } from '@/locales/guard'
import { catalogs as landingCatalogs } from '@/locales/landing'
import { staff } from '@/locales/staff/all'
import { catalogs as statementCatalogs } from '@/locales/statement'
import { catalogs as supervisionCatalogs } from '@/locales/supervision'
import { ERROR_CODES } from '@/protocol/constants'

const all = {
  booth: boothCatalogs,
  clerk: clerkCatalogs,
  expert: expertCatalogs,
  guard: guardCatalogs,
  landing: landingCatalogs,
  statement: statementCatalogs,
  supervision: supervisionCatalogs,
  staff,
} as const
type Messages = Readonly<Record<string, string>>
const src = resolve(import.meta.dirname, '../src')

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'protocol' ? [] : sources(path)
    return /\.tsx?$/.test(entry.name) ? [readFileSync(path, 'utf8')] : []
  })
}

const code = sources(src).join('\n')
const literal = new Set([...code.matchAll(/'([\w-]+(?:\.[\w-]+)+)'/g)].map((found) => found[1]))
/** From `key.${value}` in a template: "key." */
const prefixes = [...code.matchAll(/`([\w-]+(?:\.[\w-]+)*\.)\$\{/g)].map((found) => found[1] ?? '')

const isUsed = (key: string): boolean =>
  literal.has(key) ||
  literal.has(key.replace(/_(one|other)$/, '')) ||
  prefixes.some((prefix) => key.startsWith(prefix))

const places = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort()

describe.each(Object.entries(all))('texts of %s', (_name, catalogs) => {
  const finnish: Messages = catalogs.fi

  it.each(LANGUAGES)('has the same keys in %s, and no empty text', (language) => {
    const messages: Messages = catalogs[language]
    expect(Object.keys(messages).sort()).toEqual(Object.keys(finnish).sort())
    expect(Object.entries(messages).filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it.each(LANGUAGES)('fills the same places in %s', (language) => {
    const messages: Messages = catalogs[language]
    const different = Object.keys(finnish).filter(
      (key) => places(messages[key] ?? '').join() !== places(finnish[key] ?? '').join(),
    )
    expect(different).toEqual([])
  })

  it('has both forms of what is counted', () => {
    const keys = Object.keys(finnish)
    const one = keys.filter((key) => key.endsWith('_one')).map((key) => key.slice(0, -4))
    const other = keys.filter((key) => key.endsWith('_other')).map((key) => key.slice(0, -6))
    expect(one).toEqual(other)
  })

  it('uses every text that it has', () => {
    expect(Object.keys(finnish).filter((key) => !isUsed(key))).toEqual([])
  })

  it('shows no text in another language than the page', () => {
    const same = Object.keys(finnish).filter((key) => {
      const words = finnish[key]?.split(' ') ?? []
      return words.length > 3 && (catalogs.en as Messages)[key] === finnish[key]
    })
    expect(same).toEqual([])
  })
})

it('has a text for every error that the wire can bring', () => {
  for (const language of LANGUAGES) {
    const keys = Object.keys(staff[language])
    expect(keys).toEqual(expect.arrayContaining(ERROR_CODES.map((each) => `error.${each}`)))
  }
})
