/** Checks a picture that came over the desk's channel, and makes it something to show. */
import type { StillPart } from '@/protocol/desk-to-person'
import type { Picture } from './desk'

/** Resolves to null, or rejects, when the bytes are not the picture that was announced. */
export type Inspect = (bytes: readonly ArrayBuffer[], part: StillPart) => Promise<Picture | null>

/** Of the list's small pictures, pixels of the long side. */
const THUMBNAIL = 240

/** By digest, and by decoding it: what a browser cannot read is not shown as a still. */
export const inspectPicture: Inspect = async (bytes, part) => {
  const file = new Blob([...bytes], { type: part.mime })
  if (file.size !== part.size || (await digestOf(file)) !== part.digest) return null
  const bitmap = await createImageBitmap(file)
  try {
    if (bitmap.width !== part.width || bitmap.height !== part.height) return null
    const small = await thumbnailOf(bitmap)
    return { part, url: URL.createObjectURL(file), thumbnail: URL.createObjectURL(small) }
  } finally {
    bitmap.close()
  }
}

export function forgetPicture({ url, thumbnail }: Picture): void {
  URL.revokeObjectURL(url)
  URL.revokeObjectURL(thumbnail)
}

/** SHA-256, hexadecimal. */
async function digestOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function thumbnailOf(bitmap: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, THUMBNAIL / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg')
  })
}
