import { useEffect } from 'react'
import type { TerminalLink } from '../terminalLink'
import { countFrames } from './frames'
import { lockPage } from './lock'
import { screenId } from './screenId'

/**
 * On the terminal's own screen: locks the page, and tells of its frames while the terminal is
 * `near`. It counts while the page stands: a page that has broken down tells nothing, and is
 * started anew.
 */
export function useKiosk(link: TerminalLink, near: boolean): void {
  useEffect(() => (screenId(location.hash) === null ? undefined : lockPage()), [])
  useEffect(() => {
    const screen = screenId(location.hash)
    if (screen === null || !near) return undefined
    return countFrames((frames) => link.send({ type: 'booth.frames', screen, frames }))
  }, [link, near])
}
