import type { Language } from './languages'

/** A BCP 47 tag's name in `language`: sign languages by our own texts, others by the browser's. */
export function languageName(
  tag: string,
  language: Language,
  own: Readonly<Record<string, string>>,
): string {
  const text = own[tag]
  if (text) return text
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
