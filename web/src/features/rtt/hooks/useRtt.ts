import { useWorkspace } from '@/features/workspace/context'
import { createStore, useStore, type Readable } from '@/lib/store'
import type { RoomText, RoomTextState } from '@/media/roomText'
import { emptyTranscript } from '@/media/t140'
import { useOpenOnText, type TextOnScreen } from './useOpenOnText'

const none: Readable<RoomTextState> = createStore({ transcript: emptyTranscript, reached: [] })

/** Real-time text of the conversation one is in, null outside a visit. */
export function useRtt(me: string): TextOnScreen & { text: RoomText | null } {
  const { media } = useWorkspace()
  const text = useStore(media.rtt)
  const { transcript } = useStore(text?.state ?? none)
  return { text, ...useOpenOnText(transcript, me) }
}
