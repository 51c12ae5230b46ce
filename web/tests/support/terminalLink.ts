/** The page's link to its terminal, without a terminal. */
import { BoothText } from '@/features/booth/text/boothText'
import type { TerminalLink } from '@/features/booth/terminalLink'
import { createStore } from '@/lib/store'
import type { BoothSound } from '@/protocol/booth-to-page'
import type { FromBooth } from '@/protocol/booth-to-terminal'
import { FakeClock } from './clock'

/** A link on which nothing is heard or written; what the page says is added to `sent`. */
export function fakeLink(sent: FromBooth[]): TerminalLink {
  const parts: Pick<TerminalLink, 'send' | 'text' | 'sound'> = {
    send: (message) => sent.push(message),
    text: new BoothText(new FakeClock(), () => undefined),
    sound: createStore<BoothSound | null>(null),
  }
  return parts as TerminalLink
}
