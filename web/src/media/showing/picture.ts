/** A picture as a document of one page. */
import { FileError, MAX_PICTURE_PIXELS, scaleFor, type Pages } from './pages'

export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/bmp']

export async function openPicture(file: File, signal: AbortSignal): Promise<Pages> {
  const url = URL.createObjectURL(file)
  const picture = await loaded(url, signal).catch((error: unknown) => {
    URL.revokeObjectURL(url)
    throw error
  })
  const { naturalWidth: width, naturalHeight: height } = picture
  const close = (): void => URL.revokeObjectURL(url)
  // The size is known before the pixels are unpacked.
  if (width === 0 || width * height > MAX_PICTURE_PIXELS) {
    close()
    throw new FileError(width === 0 ? 'broken' : 'size')
  }
  return { count: 1, draw: (_page, parts) => Promise.resolve(drawn(picture, parts)), close }
}

function drawn(picture: HTMLImageElement, parts: number): HTMLCanvasElement {
  const { naturalWidth: width, naturalHeight: height } = picture
  const scale = scaleFor(width, height, parts)
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d')
  if (!context) throw new FileError('page')
  context.imageSmoothingQuality = 'high'
  context.fillStyle = 'white'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas
}

function loaded(url: string, signal: AbortSignal): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const picture = new Image()
    const fail = (): void => reject(new FileError('broken'))
    picture.onload = () => resolve(picture)
    picture.onerror = fail
    signal.addEventListener('abort', fail, { once: true })
    picture.src = url
  })
}
