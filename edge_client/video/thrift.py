"""When the next picture of a paper may be encoded, so that its rate is kept. Pure.

An encoder has a coarsest picture: on a narrow line even those are more than the rate, and would
queue before the voice. Then there are fewer of them: a paper needs its pixels more than its
frames. Times in seconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

AHEAD_S = 0.3
"""So much of the rate's time may be spent ahead."""
LONGEST_S = 4.0
"""No picture holds up the next for longer, however large it was."""


@dataclass
class Thrift:
    """Of one encoding."""

    _paid_at: float = -math.inf
    """When all that was sent will have passed at the rate."""

    def may(self, now: float) -> bool:
        """Whether there is room for a picture."""
        return self._paid_at - now <= AHEAD_S

    def spent(self, size: int, rate: float, now: float) -> None:
        """A picture took so many bytes, at a rate of so many bit/s."""
        paid = max(now, self._paid_at) + size * 8 / max(1.0, rate)
        self._paid_at = min(paid, now + LONGEST_S)
