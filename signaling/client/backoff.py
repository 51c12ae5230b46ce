"""How long to wait before the next attempt."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_S = 0.25
CEILING_S = 5.0
SLOW_S = 30.0
"""Between attempts of a client that was refused: only an operator can change that."""


@dataclass
class Backoff:
    """Doubling waits with jitter, so that a restarted server is not met by all at once."""

    failures: int = 0

    def next(self, chance: float, *, slow: bool = False) -> float:
        """Seconds to wait; `chance`, from 0 to 1, places it between half and the whole."""
        base = SLOW_S if slow else min(CEILING_S, FIRST_S * 2 ** min(self.failures, 16))
        self.failures += 1
        return base * (0.5 + 0.5 * chance)

    def reset(self) -> None:
        """The connection held: the next failure is a first one."""
        self.failures = 0
