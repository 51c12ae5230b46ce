import { useLayoutEffect } from 'react'
import type { LooksShown } from '@/protocol/booth-to-page'

/** Makes the whole page look so; all sizes follow the root's (styles/boothLooks.css). */
export function useLooks({ size, contrast }: LooksShown): void {
  useLayoutEffect(() => {
    const root = document.documentElement
    root.dataset.textSize = String(size)
    root.dataset.contrast = contrast ? 'high' : 'usual'
    return () => {
      delete root.dataset.textSize
      delete root.dataset.contrast
    }
  }, [size, contrast])
}
