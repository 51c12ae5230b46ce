import { useState } from 'react'
import { useStore } from '@/lib/store'
import { useTerminal } from '../context'
import { RESIDENT } from './boothText'

interface TextOnScreen {
  isOpen: boolean
  open: () => void
  close: () => void
}

/** Whether the text is on the screen: when asked for, or when somebody writes. */
export function useText(): TextOnScreen {
  const { text } = useTerminal()
  const { transcript } = useStore(text.state)
  const [wish, setWish] = useState<{ open: boolean; after: number }>({ open: false, after: 0 })
  const newest = transcript.lines.findLast(({ who }) => who !== RESIDENT)?.id ?? 0
  return {
    // Closed by hand it stays so until somebody begins a new line.
    isOpen: wish.open || newest > wish.after,
    open: () => setWish({ open: true, after: newest }),
    close: () => setWish({ open: false, after: newest }),
  }
}
