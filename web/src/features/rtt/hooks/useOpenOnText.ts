import { useState } from 'react'
import type { Transcript } from '@/media/t140'

export interface TextOnScreen {
  isOpen: boolean
  open: () => void
  close: () => void
}

/** Whether the text is on the screen: when asked for, or when somebody but `me` writes. */
export function useOpenOnText({ lines }: Transcript, me: string): TextOnScreen {
  const [wish, setWish] = useState<{ open: boolean; after: number }>({ open: false, after: 0 })
  const newest = lines.findLast(({ who }) => who !== me)?.id ?? 0
  return {
    // Closed by hand it stays so until somebody begins a new line.
    isOpen: wish.open || newest > wish.after,
    open: () => setWish({ open: true, after: newest }),
    close: () => setWish({ open: false, after: newest }),
  }
}
