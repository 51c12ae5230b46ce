/** Smaller copies of a picture on the page, made one after the other in a worker. */

export interface Size {
  readonly width: number
  readonly height: number
}

/** To the worker. The bitmap goes over to it. */
export interface Wish extends Size {
  readonly id: number
  readonly bitmap: ImageBitmap
  /** Clockwise, degrees; `width` and `height` are after it. */
  readonly turn: number
}

/** From the worker. */
export interface Smaller extends Size {
  readonly id: number
  readonly pixels: Uint8ClampedArray<ArrayBuffer>
}

/** Whether this browser can: without it the picture is drawn by the browser as well as it does. */
export const canShrink = (): boolean =>
  'Worker' in globalThis && 'OffscreenCanvas' in globalThis && 'createImageBitmap' in globalThis

export class Shrinking {
  private readonly worker = new Worker(new URL('./shrink.worker.ts', import.meta.url), {
    type: 'module',
  })
  private id = 0

  /** Tells `done` the copy, unless another is wished for meanwhile; nothing if it cannot be made. */
  wish(
    image: HTMLImageElement,
    turn: number,
    { width, height }: Size,
    done: (copy: ImageData) => void,
  ): void {
    this.id += 1
    const { id } = this
    this.worker.onmessage = ({ data }: MessageEvent<Smaller>) => {
      if (data.id === id) done(new ImageData(data.pixels, data.width, data.height))
    }
    const post = (bitmap: ImageBitmap): void => {
      const wish: Wish = { id, bitmap, turn, width, height }
      if (id === this.id) this.worker.postMessage(wish, [bitmap])
      else bitmap.close()
    }
    image
      .decode()
      .then(() => createImageBitmap(image))
      .then(post)
      // What cannot be decoded any more was taken away.
      .catch(() => undefined)
  }

  end(): void {
    this.id += 1
    this.worker.terminate()
  }
}
