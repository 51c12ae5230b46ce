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
"""No picture is paid for longer, however large it was."""
FREEZE_S = 0.8
"""After so long there is a picture whatever is still to be paid: a key frame takes more than a
second's rate, and a small change shows that the picture is alive.
"""


@dataclass
class Thrift:
    """Of one encoding."""

    _paid_at: float = -math.inf
    """When all that was sent will have passed at the rate."""
    _spent_at: float = -math.inf

    def may(self, now: float) -> bool:
        """Whether there is room for a picture."""
        return self._paid_at - now <= AHEAD_S or now - self._spent_at >= FREEZE_S

    def spent(self, size: int, rate: float, now: float) -> None:
        """A picture took so many bytes, at a rate of so many bit/s."""
        self._spent_at = now
        paid = max(now, self._paid_at) + size * 8 / max(1.0, rate)
        self._paid_at = min(paid, now + LONGEST_S)
