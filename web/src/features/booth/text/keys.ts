/** The keys of the booth's own keyboard, row by row. Finnish and Swedish have the same letters. */
export const LETTERS = ['1234567890', 'qwertyuiopå', 'asdfghjklöä', 'zxcvbnm,.?'] as const
export const SIGNS = ['1234567890', '-/:;()€&@"', '!?\'+*=#%_§', '.,…’”–<>'] as const

/** After the end of a sentence, and at the beginning, the next letter is a capital. */
export const beginsSentence = (line: string): boolean => /(^|[.?!…]\s)\s*$/u.test(line)

/** Without the last character, whatever it is made of: a letter with its marks, an emoji. */
export function withoutLast(line: string): string {
  const last = Array.from(new Intl.Segmenter().segment(line)).at(-1)
  return last ? line.slice(0, last.index) : line
}
