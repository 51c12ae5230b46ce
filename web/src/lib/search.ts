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

/** Whether every word of `wanted` begins a word, or is part of one, in `texts`. */
export function matches(wanted: string, texts: readonly string[]): boolean {
  return rank(wanted, texts) > 0
}

/** How well `texts` answer to `wanted`: 0 not at all; words found whole and early count more. */
export function rank(wanted: string, texts: readonly string[]): number {
  const words = normalize(wanted).split(' ').filter(Boolean)
  if (words.length === 0) return 1
  const normal = texts.map(normalize)
  const scores = words.map((word) => bestScore(word, normal))
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0)
}

function bestScore(word: string, texts: readonly string[]): number {
  const scores = texts.map((text, index) => wordScore(word, text) / (index + 1))
  return Math.max(0, ...scores)
}

function wordScore(word: string, text: string): number {
  if (text.startsWith(word)) return 8
  if (text.includes(` ${word}`)) return 4
  return text.includes(word) ? 2 : 0
}
