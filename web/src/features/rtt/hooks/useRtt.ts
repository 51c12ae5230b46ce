import { useState } from 'react'
import { useWorkspace } from '@/features/workspace/context'
import { createStore, useStore, type Readable } from '@/lib/store'
import type { RoomText, RoomTextState } from '@/media/roomText'
import { emptyTranscript } from '@/media/t140'

const none: Readable<RoomTextState> = createStore({ transcript: emptyTranscript, reached: [] })

interface Rtt {
  text: RoomText | null
  isOpen: boolean
  open: () => void
  close: () => void
}

/** Real-time text of the conversation one is in: open when asked for, or when somebody writes. */
export function useRtt(me: string): Rtt {
  const { media } = useWorkspace()
  const text = useStore(media.rtt)
  const { transcript } = useStore(text?.state ?? none)
  const [wish, setWish] = useState<{ open: boolean; after: number }>({ open: false, after: 0 })
  const newest = transcript.lines.findLast(({ who }) => who !== me)?.id ?? 0
  return {
    text,
    // Closed by hand it stays so until somebody begins a new line.
    isOpen: text !== null && (wish.open || newest > wish.after),
    open: () => setWish({ open: true, after: newest }),
    close: () => setWish({ open: false, after: newest }),
  }
}
