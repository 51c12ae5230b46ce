import { AWAY_REASONS } from '@/protocol/constants'
import type { PresenceTold } from '@/protocol/server'

type SaidReason = Exclude<(typeof AWAY_REASONS)[number], 'self'>

/** What the system set by itself, or a person has not said anything about. */
const SYSTEM_REASONS = ['signed_in', 'missed_ring', 'connection_lost'] as const

/** Why the system, and not the person, has set them away. */
export function systemReason(told: PresenceTold): (typeof SYSTEM_REASONS)[number] | null {
  if (told.state !== 'away') return null
  return SYSTEM_REASONS.find((each) => each === told.reason) ?? null
}

/** The reason that the person gave for being away, where they gave a particular one. */
export function saidReason({ state, reason }: PresenceTold): SaidReason | null {
  if (state !== 'away' || reason === 'self') return null
  return AWAY_REASONS.find((each): each is SaidReason => each === reason) ?? null
}
