/** Opens what a person chose to show, by what it is. */
import { FileError, MAX_FILE_BYTES, type Pages } from './pages'
import { openPicture, PICTURE_TYPES } from './picture'

/** For the file picker. */
export const SHOWABLE = ['application/pdf', ...PICTURE_TYPES].join(',')

/** Rejects with a `FileError`. */
export type OpenFile = (file: File, signal: AbortSignal) => Promise<Pages>

export const openFile: OpenFile = async (file, signal) => {
  if (file.size > MAX_FILE_BYTES) throw new FileError('size')
  if (await isPdf(file)) return (await import('./pdf')).openPdf(file, signal)
  if (PICTURE_TYPES.includes(file.type)) return openPicture(file, signal)
  throw new FileError('kind')
}

/** By how it begins (ISO 32000-1, 7.5.2; readers take a header in the first 1024 bytes). */
async function isPdf(file: File): Promise<boolean> {
  const start = new Uint8Array(await file.slice(0, 1024).arrayBuffer())
  return new TextDecoder('latin1').decode(start).includes('%PDF-') || file.type === 'application/pdf'
}
