/**
 * PDF files by Mozilla's PDF.js, in this browser alone. Loaded when the first file is opened, since
 * it is larger than the rest of the page.
 */
import {
  getDocument,
  PasswordException,
  PDFWorker,
  VerbosityLevel,
  type PDFDocumentProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import Reader from 'pdfjs-dist/legacy/build/pdf.worker.mjs?worker'
import { FileError, MAX_PICTURE_PIXELS, scaleFor, type Pages } from './pages'

/** Each file has a worker of its own: ending it ends whatever a file makes it do. */
export async function openPdf(file: File, signal: AbortSignal): Promise<Pages> {
  const data = await file.arrayBuffer()
  const port = new Reader()
  const worker = PDFWorker.create({ port, verbosity: VerbosityLevel.ERRORS })
  const task = getDocument({
    data,
    worker,
    verbosity: VerbosityLevel.ERRORS,
    // The Content-Security-Policy allows no WebAssembly; the decoders in plain script are bundled.
    useWasm: false,
    wasmUrl: '/',
    enableXfa: false,
    disableWorkerRendering: true,
    maxImageSize: MAX_PICTURE_PIXELS,
  })
  const close = (): void => {
    task.destroy().catch(() => undefined)
    port.terminate()
  }
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new FileError('slow')), { once: true })
  })
  try {
    const found = await Promise.race([task.promise, aborted])
    return { count: found.numPages, draw: (...how) => drawn(found, ...how), close }
  } catch (error) {
    close()
    throw error instanceof FileError ? error : new FileError(failureOf(error))
  }
}

function failureOf(error: unknown): 'locked' | 'broken' {
  return error instanceof PasswordException ? 'locked' : 'broken'
}

async function drawn(
  from: PDFDocumentProxy,
  number: number,
  parts: number,
  signal: AbortSignal,
): Promise<HTMLCanvasElement> {
  const page = await from.getPage(number)
  const { width, height } = page.getViewport({ scale: 1 })
  const viewport = page.getViewport({ scale: scaleFor(width, height, parts) })
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(viewport.width))
  canvas.height = Math.max(1, Math.round(viewport.height))
  signal.throwIfAborted()
  const drawing = page.render({ canvas, viewport, background: 'white' })
  const cancel = (): void => drawing.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await drawing.promise
  } finally {
    signal.removeEventListener('abort', cancel)
    page.cleanup()
  }
  return canvas
}
