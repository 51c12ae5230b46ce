import { isLanguage, OWN_NAMES } from './languages'

/** Sign languages have no name in the browser's lists. */
const SIGNED: Readonly<Record<string, string>> = {
  fse: 'Suomalainen viittomakieli',
  fss: 'Finlandssvenskt teckenspråk',
}

/** Spoken ones that a browser may name in another language than their own. */
const SPOKEN: Readonly<Record<string, string>> = {
  ckb: 'کوردیی سۆرانی',
  so: 'Soomaali',
}

/** Written from right to left. */
const RIGHT_TO_LEFT = new Set(['ar', 'ckb', 'fa', 'he', 'prs', 'ps', 'ur', 'yi'])

export function isSigned(tag: string): boolean {
  return tag in SIGNED
}

export function directionOf(tag: string): 'rtl' | 'ltr' {
  return RIGHT_TO_LEFT.has(tag.split('-')[0] ?? '') ? 'rtl' : 'ltr'
}

/** A language by its own name, as its speakers look for it: the same in every page language. */
export function ownName(tag: string): string {
  if (isLanguage(tag)) return OWN_NAMES[tag]
  const known = SIGNED[tag] ?? SPOKEN[tag]
  if (known) return known
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language', fallback: 'code' }).of(tag) ?? tag
    return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
  } catch {
    return tag
  }
}
