import type { Still } from '@/media/desk'
import type { StillPart } from '@/protocol/desk-to-person'

const ENDINGS: Readonly<Record<StillPart['mime'], string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
}

/** "tarkka-kuva-sivu-2026-11-22-0941-2.jpg": when it was asked for, local time, and its number. */
export function fileName(kind: string, { at, number }: Still, mime: StillPart['mime']): string {
  const time = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-')
  const clock = `${two(time.getHours())}${two(time.getMinutes())}`
  return `${kind}-${day}-${clock}-${number}.${ENDINGS[mime]}`
}
