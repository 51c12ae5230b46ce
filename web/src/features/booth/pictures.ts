/** Decodes the terminal's pictures and draws each on the canvas that wants its kind. */
import { parseFrame, type PictureFrame } from './frame'

type Shown = (kind: number, sequence: number) => void
type Decode = (jpeg: Uint8Array<ArrayBuffer>) => Promise<ImageBitmap>

const decodeJpeg: Decode = (jpeg) => createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }))

export class Pictures {
  private readonly canvases = new Map<number, HTMLCanvasElement>()
  private readonly newest = new Map<number, number>()

  /** `shown` answers the terminal, which sends no third picture before the first's answer. */
  constructor(
    private readonly shown: Shown,
    private readonly decode: Decode = decodeJpeg,
  ) {}

  /** Draw pictures of `kind` on `canvas` until the returned function is called. */
  attach(kind: number, canvas: HTMLCanvasElement): () => void {
    this.canvases.set(kind, canvas)
    return () => {
      if (this.canvases.get(kind) === canvas) this.canvases.delete(kind)
    }
  }

  async take(data: ArrayBuffer): Promise<void> {
    const frame = parseFrame(data)
    if (!frame) return
    // A picture that nobody shows, or that cannot be read, is answered too: else none follows.
    if (this.canvases.has(frame.kind)) await this.draw(frame).catch(() => undefined)
    this.shown(frame.kind, frame.sequence)
  }

  /** After the terminal has started again its numbers start again too. */
  reset(): void {
    this.newest.clear()
  }

  private async draw(frame: PictureFrame): Promise<void> {
    const bitmap = await this.decode(frame.jpeg)
    const canvas = this.canvases.get(frame.kind)
    if (!canvas || frame.sequence < (this.newest.get(frame.kind) ?? 0)) {
      bitmap.close()
      return
    }
    this.newest.set(frame.kind, frame.sequence)
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width
      canvas.height = bitmap.height
    }
    canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap)
  }
}
