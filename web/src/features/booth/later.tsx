/** What nobody needs before the first touch. It is fetched while the start is shown. */
import { useEffect } from 'react'
import { part, type Failed } from '@/lib/part'

const AGAIN_MS = 1000

/** The terminal itself serves the page: it is back in a moment, or the screen says what is wrong. */
const Again: Failed = ({ again }) => {
  useEffect(() => {
    const timer = setInterval(again, AGAIN_MS)
    return () => clearInterval(timer)
  }, [again])
  return null
}

export const InConversation = part(
  async () => (await import('./components/InConversation')).InConversation,
  Again,
)

export const LeaveCallback = part(
  async () => (await import('./callback/LeaveCallback')).LeaveCallback,
  Again,
)

export const LooksPanel = part(async () => (await import('./looks/LooksPanel')).LooksPanel, Again)

export const HearingPanel = part(
  async () => (await import('./sound/HearingPanel')).HearingPanel,
  Again,
)

export const TextPanel = part(async () => (await import('./text/TextPanel')).TextPanel, Again)

export const StatementPanel = part(
  async () => (await import('./statement/StatementPanel')).StatementPanel,
  Again,
)
