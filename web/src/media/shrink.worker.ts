/** Makes pictures smaller beside the page, which stays quick meanwhile. */
import { shrunk } from './shrink'
import type { Smaller, Wish } from './shrinking'

/** What a worker is; the types of pages and of workers exclude each other. */
interface Scope {
  onmessage: ((event: MessageEvent<Wish>) => void) | null
  postMessage(message: Smaller, transfer: Transferable[]): void
}
const scope = globalThis as unknown as Scope

scope.onmessage = ({ data: { id, bitmap, turn, width, height } }) => {
  const upright = turn % 180 === 0
  const [whole, high] = upright ? [bitmap.width, bitmap.height] : [bitmap.height, bitmap.width]
  const context = new OffscreenCanvas(whole, high).getContext('2d', { willReadFrequently: true })
  if (!context) return
  // By quarters and by whole pixels: nothing is interpolated here.
  context.translate(whole / 2, high / 2)
  context.rotate((turn * Math.PI) / 180)
  context.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2)
  bitmap.close()
  const pixels = shrunk(context.getImageData(0, 0, whole, high), width, height)
  scope.postMessage({ id, pixels, width, height }, [pixels.buffer])
}
