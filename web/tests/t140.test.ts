import { describe, expect, it } from 'vitest'
import {
  editOf,
  emptyTranscript,
  LINE_CHARACTERS,
  LINES_KEPT,
  missed,
  openLine,
  plainText,
  written,
  type Transcript,
} from '@/media/t140'

const lines = (transcript: Transcript): string[] =>
  transcript.lines.map(({ who, text, done }) => `${who}:${text}${done ? '.' : ''}`)
const typed = (...pieces: string[]): Transcript =>
  pieces.reduce((transcript, piece) => written(transcript, 'a', piece), emptyTranscript)

describe('written', () => {
  it('shows each character as it comes', () => {
    expect(lines(typed('H', 'e', 'i'))).toEqual(['a:Hei'])
    expect(openLine(typed('Hei'), 'a')?.text).toBe('Hei')
  })

  it.each(['\u2028', '\r\n', '\r', '\n', '\u2029'])('begins a new line at %j', (newLine) => {
    expect(lines(typed(`Hei${newLine}mitä`))).toEqual(['a:Hei.', 'a:mitä'])
  })

  it('takes CR and LF for one new line when they come apart', () => {
    expect(lines(typed('Hei\r', '\nmitä'))).toEqual(['a:Hei.', 'a:mitä'])
    expect(lines(typed('Hei\r', '\n\u0008!'))).toEqual(['a:Hei!'])
  })

  it('erases one character, its marks with it', () => {
    expect(lines(typed('abc\u0008'))).toEqual(['a:ab'])
    expect(lines(typed('ka\u0308\u0008'))).toEqual(['a:k'])
    expect(lines(typed('👍\u0008'))).toEqual([])
  })

  it('erases a new line as one character', () => {
    expect(lines(typed('Hei\u2028', '\u0008'))).toEqual(['a:Hei'])
    expect(lines(typed('Hei\u2028b', '\u0008\u0008\u0008'))).toEqual(['a:He'])
  })

  it('erases nothing where there is nothing', () => {
    expect(lines(typed('\u0008\u0008', 'a'))).toEqual(['a:a'])
  })

  it('keeps two writers apart', () => {
    const both = written(written(typed('Hei'), 'b', 'Moi'), 'a', ' taas\u2028')
    expect(lines(both)).toEqual(['a:Hei taas.', 'b:Moi'])
    expect(lines(written(both, 'b', '\u0008'))).toEqual(['a:Hei taas.', 'b:Mo'])
  })

  it.each([
    ['the byte order mark', '\uFEFFa'],
    ['the bell', '\u0007a'],
    ['an escape', '\u001Bza'],
    ['a graphic rendition', '\u009B1;31ma'],
    ['an application’s string', '\u0098tämä ei näy\u009Ca'],
    ['another control character', '\u0000\u0001a\u007F'],
  ])('does not show %s', (_, text) => {
    expect(lines(typed(text))).toEqual(['a:a'])
    expect(lines(typed(...Array.from(text)))).toEqual(['a:a'])
  })

  it('shows again what follows a string that never ends', () => {
    expect(lines(typed('\u0098' + 'x'.repeat(257) + 'näkyy'))).toEqual(['a:näkyy'])
  })

  it('marks where text may be missing', () => {
    expect(lines(missed(typed('Hei'), 'a'))).toEqual(['a:Hei\uFFFD'])
  })

  it('keeps long lines and long conversations within bounds', () => {
    const flood = typed('x'.repeat(LINE_CHARACTERS * 3))
    expect(flood.lines).toHaveLength(3)
    const many = typed('x\u2028'.repeat(LINES_KEPT + 50))
    expect(many.lines).toHaveLength(LINES_KEPT)
    expect(new Set(many.lines.map(({ id }) => id)).size).toBe(LINES_KEPT)
  })
})

describe('editOf', () => {
  const words = ['', 'a', 'Hei', 'Hei vaan', 'Hei va', 'Moi', 'ka\u0308si', 'kasi', 'käsi', '👍🏽', 'e\u0301e']

  it('turns any text into any other at the far end', () => {
    for (const before of words) {
      for (const after of words) {
        const there = written(typed(before), 'a', editOf(before, after))
        expect(openLine(there, 'a')?.text ?? '').toBe(after)
      }
    }
  })

  it('sends only what is new', () => {
    expect(editOf('Hei', 'Hei!')).toBe('!')
    expect(editOf('Hei', 'He')).toBe('\u0008')
  })
})

describe('plainText', () => {
  it('has one kind of new line and no control characters', () => {
    expect(plainText('a\r\nb\nc\td\u0008')).toBe('a\u2028b\u2028cd')
  })
})
