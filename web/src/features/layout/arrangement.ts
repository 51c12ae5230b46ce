/** How face and document share the page in a conversation, as a person last chose it. */

export const ARRANGEMENTS = ['document', 'even', 'face'] as const
export type Arrangement = (typeof ARRANGEMENTS)[number]

/** Where the document has left the page for a window of its own, the faces have the page. */
export type Layout = Arrangement | 'window'

const key = (person: string): string => `etaluukku.arrangement.${person}`

export const isArrangement = (value: unknown): value is Arrangement =>
  ARRANGEMENTS.some((each) => each === value)

/** What `person` chose on this device; the document large where they have not. */
export function rememberedArrangement(person: string): Arrangement {
  try {
    const value = localStorage.getItem(key(person))
    return isArrangement(value) ? value : 'document'
  } catch {
    // Storage may be forbidden by the browser's settings: then the choice lasts the page.
    return 'document'
  }
}

export function rememberArrangement(person: string, arrangement: Arrangement): void {
  try {
    localStorage.setItem(key(person), arrangement)
  } catch {
    // See above.
  }
}
