/** Search that does not mind case, accents or the order of words. Pure. */

/** Small letters without marks: "Äidinkieli" and "aidinkieli" are the same. */
export function normalize(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Whether every word of `wanted` stands in `texts`, whole or as a part of a word. */
export function matches(wanted: string, texts: readonly string[]): boolean {
  const normal = texts.map(normalize)
  const words = normalize(wanted).split(' ').filter(Boolean)
  return words.every((word) => normal.some((text) => text.includes(word)))
}
