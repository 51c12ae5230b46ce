"""Strategies as numbers: the free person with the lowest rank in a pool is rung.

A rank is made from what is known when the person becomes free and does not change while
they wait, so that a pool is one sorted set and finding somebody costs the same among a
hundred or fifty thousand.
"""

from __future__ import annotations

from signaling.protocol import Strategy

from .records import PresenceRecord, ServiceRules, Serving

STEP = 1e11
"""One tier, skill or conversation outweighs any time (seconds since the epoch are 1.8e9)."""

SKILLS = 10
LAST_TIER = 9
ROUNDING = 1e-6


def rank(rules: ServiceRules, person: PresenceRecord, serving: Serving) -> float:
    """The person's rank in the pool; lower is rung first."""
    match rules.strategy:
        case Strategy.ROUND_ROBIN:
            return person.rung_at
        case Strategy.FEWEST_TODAY:
            return person.served_today * STEP + person.since
        case Strategy.ORDERED:
            return serving.tier * STEP + person.since
        case Strategy.BEST_SKILL:
            return (SKILLS - serving.skill) * STEP + person.since
        case Strategy.LONGEST_IDLE | Strategy.RING_ALL:
            return person.since


def open_tiers(rules: ServiceRules, waited_s: float) -> int | None:
    """How many tiers may be rung after so long; None: all, the strategy has no tiers."""
    if rules.strategy is not Strategy.ORDERED:
        return None
    # At the very moment that a tier opens, rounding must not say that it is still to open:
    # its timer would be due again and again. A clock that was set back closes no tier.
    return 1 + int(max(0.0, waited_s) / rules.overflow_s + ROUNDING)
