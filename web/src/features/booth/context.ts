import { createContext, useContext } from 'react'
import type { TerminalLink } from './terminalLink'

export const TerminalContext = createContext<TerminalLink | null>(null)

export function useTerminal(): TerminalLink {
  const link = useContext(TerminalContext)
  if (!link) throw new Error('no terminal above')
  return link
}
