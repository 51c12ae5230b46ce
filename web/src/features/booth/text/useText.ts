import { useOpenOnText, type TextOnScreen } from '@/features/rtt/hooks/useOpenOnText'
import { useStore } from '@/lib/store'
import { useTerminal } from '../context'
import { RESIDENT } from './boothText'

export type { TextOnScreen }

/** Whether the text is on the booth screen. */
export function useText(): TextOnScreen {
  return useOpenOnText(useStore(useTerminal().text.state).transcript, RESIDENT)
}
