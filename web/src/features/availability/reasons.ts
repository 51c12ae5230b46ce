import { AWAY_REASONS } from '@/protocol/constants'
import type { PresenceTold } from '@/protocol/server'

type SaidReason = Exclude<(typeof AWAY_REASONS)[number], 'self'>

/** The reason that the person gave for being away, where they gave a particular one. */
export function saidReason({ state, reason }: PresenceTold): SaidReason | null {
  if (state !== 'away' || reason === 'self') return null
  return AWAY_REASONS.find((each): each is SaidReason => each === reason) ?? null
}
