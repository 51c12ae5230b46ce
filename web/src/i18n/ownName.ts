import { isLanguage, OWN_NAMES } from './languages'

/** Sign languages have no name in the browser's lists. */
const SIGNED: Readonly<Record<string, string>> = {
  fse: 'Suomalainen viittomakieli',
  fss: 'Finlandssvenskt teckenspråk',
}

/** A language by its own name, as its speakers look for it: the same in every page language. */
export function ownName(tag: string): string {
  if (isLanguage(tag)) return OWN_NAMES[tag]
  const signed = SIGNED[tag]
  if (signed) return signed
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language', fallback: 'code' }).of(tag) ?? tag
    return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
  } catch {
    return tag
  }
}
