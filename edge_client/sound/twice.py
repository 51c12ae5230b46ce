"""Whether a voice is sent twice to somebody who loses packets. Pure.

Each packet then brings the one before it again (RFC 2198): a single loss costs the listener
nothing but 20 ms of delay, and the line 32 kbit/s. So it is for a line that loses packets
although it has room, as a radio does: on one that is too full it would make it worse.
"""

from __future__ import annotations

import math
from typing import Final

LOSSY: Final = 0.015
"""From this share of lost packets on each is sent twice; below it in-band correction does."""

CLEAN: Final = 0.004
"""Under this share it ends, after `CLEAN_S`."""

CLEAN_S: Final = 15.0
"""A radio that has been bad soon is again."""

ROOM, NARROW = 300_000, 220_000
"""bit/s that the line carries for it to begin, and for it to end."""

RESTED_S: Final = 4.0
"""So long after the line's rate fell what was lost says that the line was too full."""

WORSE: Final = 0.08
"""If so much more is lost than before it began, it is what fills the line, and it ends."""

AGAIN_S: Final = 60.0
"""Then it is not tried for so long."""

SMOOTH: Final = 0.3
"""How much the newest report counts: they come about once a second."""

FEW: Final = 20
"""Packets in a report that says something of a share."""


class Twice:
    """Of one listener. Times are monotonic seconds."""

    def __init__(self) -> None:
        self.on = False
        """Whether each packet is sent twice now."""
        self._share = 0.0
        self._before = 0.0
        """The share that was lost when it began."""
        self._lossy_at = -math.inf
        self._worse_at = -math.inf

    def reported(self, arrived: int, lost: int) -> None:
        """The listener reported of what was newly sent to it, whichever stream, in packets."""
        if arrived < 0 or arrived + lost < FEW:
            return
        share = min(1.0, max(0.0, lost / (arrived + lost)))
        self._share += SMOOTH * (share - self._share)

    def decide(self, rate: float, fell_at: float, now: float) -> bool:
        """Whether to go on, or to begin: the line carries `rate` bit/s, and fell last then."""
        if self._share > CLEAN:
            self._lossy_at = now
        full = now - fell_at < RESTED_S
        if full:
            # What a full queue has lost says nothing of a radio.
            self._share = 0.0
        if self.on:
            if self._share > self._before + WORSE:
                self._worse_at, self.on = now, False
            elif full or rate < NARROW or now - self._lossy_at > CLEAN_S:
                self.on = False
        elif self._share > LOSSY and rate >= ROOM and not full and now - self._worse_at > AGAIN_S:
            self.on, self._before = True, self._share
        return self.on
