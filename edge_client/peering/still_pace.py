"""How fast a still is sent, so that voice and pictures keep their share of the line. Pure.

SCTP by itself fills whatever queue the line has, and waiting behind it voice comes late. So
bytes are let out at a rate: as long as all of them leave at once the rate grows; when they begin
to wait, the line has shown what it carries, and less than that is sent from then on.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from signaling.protocol.limits import DESK_BYTES

FIRST, LEAST, MOST = 10e6, 150e3, 60e6
"""Bit/s: at the start, and between which bounds it moves."""

LOOK_S: Final = 0.05
"""At least so many seconds between two looks at what waits."""

WINDOW_S: Final = 0.3
"""What left is measured over this time."""

WAITS_S, WAITS_BYTES = 0.06, 32 * 1024
"""More than the rate carries in this time, or than this, waits: the line is slower."""

CUT, GROWTH, FIRST_GROWTH = 0.7, 1.04, 1.35
"""Of what really left, after a look that saw bytes wait; each look that saw none; and before
any was seen: 1.5 megabytes take half a second."""

BURST_S: Final = 0.02
"""So much of a second's bytes may leave at once; a frame has no more of them either, so that on
a slow line nothing waits long behind one."""

SMALLEST: Final = 1100
"""Bytes of a frame: what one SCTP packet holds."""


@dataclass
class Pace:
    """`now` is monotonic, in seconds; sizes are in bytes."""

    rate: float = FIRST
    """Bit/s."""
    _credit: float = 0.0
    _at: float | None = None
    _looked: float | None = None
    _sent: int = 0
    _since_look: int = 0
    _full: bool = False
    """Whether the line has ever been."""
    _left: deque[tuple[float, int]] = field(default_factory=deque)

    @property
    def piece(self) -> int:
        """Bytes that one frame should have."""
        return int(min(max(BURST_S * self.rate / 8, SMALLEST), DESK_BYTES))

    def allowance(self, now: float, waiting: int) -> int:
        """How many bytes may be handed over now, when `waiting` bytes have not left yet."""
        if self._at is not None:
            self._credit += (now - self._at) * self.rate / 8
        self._at = now
        self._look(now, waiting)
        self._credit = min(self._credit, max(BURST_S * self.rate / 8, self.piece))
        return 0 if waiting > 2 * self._much else max(0, int(self._credit))

    def handed_over(self, size: int) -> None:
        """These bytes have been given to the channel."""
        self._credit -= size
        self._sent += size
        self._since_look += size

    @property
    def _much(self) -> float:
        """More bytes than these wait only where the line is slower than the rate."""
        return max(min(WAITS_S * self.rate / 8, WAITS_BYTES), 2 * self.piece)

    def _look(self, now: float, waiting: int) -> None:
        last = self._looked
        if last is not None and now - last < LOOK_S:
            return
        used = last is not None and self._since_look * 8 >= 0.5 * self.rate * (now - last)
        self._looked, self._since_look = now, 0
        self._left.append((now, self._sent - waiting))
        while len(self._left) > 2 and self._left[0][0] < now - WINDOW_S:
            self._left.popleft()
        if waiting <= self._much:
            # A rate that was not used has not shown that the line carries more.
            growth = GROWTH if self._full else FIRST_GROWTH
            self.rate = min(MOST, self.rate * growth) if used else self.rate
            return
        self._full = True
        (begin, before), (end, after) = self._left[0], self._left[-1]
        if end > begin:
            really = (after - before) * 8 / (end - begin)
            self.rate = max(LEAST, min(self.rate, CUT * really))
