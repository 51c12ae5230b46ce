"""When each packet of a connection's pictures may leave, so that a large one is no burst. Pure.

A bucket of tokens for one connection, written as the generic cell rate algorithm (ITU-T I.371):
what is kept is when the line would have drained all that was booked. Voice books nothing and
waits for nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SLOWEST = 80_000
"""In bit/s: a key frame is not stretched beyond use however narrow the line is."""

BURST_S = 0.02
"""What may leave at once after a rest, in time at the pace: more than a usual picture."""

STEP_S = 0.005
"""Packets leave in groups of this time at the pace: a wake-up for each would cost CPU."""

LONGEST_S = 1.0
"""No packet waits longer: what was booked at a much lower rate must not hold up what comes."""


@dataclass
class Pacer:
    """Of one connection; seconds of one clock."""

    _drained_at: float = -math.inf

    def wait(self, size: int, pace: float, now: float) -> float:
        """Book a packet of `size` bytes; the seconds until it may leave, 0 for at once.

        `pace` is how fast the connection's pictures may leave together, bit/s.
        """
        pace = max(SLOWEST, pace)
        begins = min(max(self._drained_at, now), now + LONGEST_S + BURST_S)
        self._drained_at = begins + size * 8 / pace
        waits = begins - BURST_S - now
        return waits if waits > STEP_S else 0.0
