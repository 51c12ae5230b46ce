/** The booth's binary frames: one picture each. */
import { PICTURE_HEADER_BYTES } from '@/protocol/boothConstants'

export interface PictureFrame {
  kind: number
  sequence: number
  /** The terminal's clock when the frame was captured or decoded, s. */
  clock: number
  jpeg: Uint8Array<ArrayBuffer>
}

/** Kind (uint8), sequence (uint32), clock (float64), all big-endian, and then the JPEG. */
export function parseFrame(data: ArrayBuffer): PictureFrame | null {
  if (data.byteLength <= PICTURE_HEADER_BYTES) return null
  const view = new DataView(data)
  return {
    kind: view.getUint8(0),
    sequence: view.getUint32(1),
    clock: view.getFloat64(5),
    jpeg: new Uint8Array(data, PICTURE_HEADER_BYTES),
  }
}
