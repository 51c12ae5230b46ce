import { useWorkspace } from '@/features/workspace/context'
import { createStore, useStore, type Readable } from '@/lib/store'
import { newDesk, type DeskState } from '@/media/desk'
import type { DeskLine } from '@/media/deskLine'

const none: Readable<DeskState> = createStore(newDesk)

/** The paper of the conversation one is in. */
export function useDesk(): { line: DeskLine | null; desk: DeskState } {
  const { media } = useWorkspace()
  const line = useStore(media.desk)
  return { line, desk: useStore(line?.state ?? none) }
}
