"""When what is received was captured, by its sender's own reports. Pure.

A sender report (RFC 3550, 6.4.1) tells of one stream which RTP time stamp belongs to which time
of a clock that all of the sender's streams share. That clock need not be right, and may be
another machine's: only differences between two streams mean anything.
"""

from __future__ import annotations

import statistics
from collections import deque
from typing import Final

KEPT: Final = 5
"""Reports kept; the middle one of them counts, so that a wrong one does no harm."""

JUMP_S: Final = 0.25
"""A report so far from what those before it say is believed when a second one says the same."""

STALE_S: Final = 30.0
"""Nothing is said of what was captured so long after the last good report. Browsers report of a
voice every 5 s."""

_WRAP: Final = 1 << 32
_NTP_UNIT: Final = 2.0**-32


class ReportedClock:
    """Of one received stream whose time stamps count at `rate` Hz."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._source: int | None = None
        self._reports: deque[tuple[int, float]] = deque(maxlen=KEPT)
        """RTP time stamps without wrap-around, and the sender's clock in seconds."""
        self._strange: tuple[int, float] | None = None

    def follow(self, source: int) -> None:
        """The stream's packets come from this source (SSRC); another one's reports are over."""
        if source != self._source:
            self._source = source
            self._reports.clear()
            self._strange = None

    def report(self, source: int, ntp: int, timestamp: int) -> None:
        """A sender report came: its SSRC, NTP time of 64 bits, RTP time stamp of 32 bits."""
        if source != self._source or not ntp or not 0 <= timestamp < _WRAP:
            return
        told = self._placed(timestamp), ntp * _NTP_UNIT
        if not self._reports or self._agree(told):
            self._strange = None
            if not self._reports or self._reports[-1] != told:
                self._reports.append(told)
        elif self._strange is not None and self._apart(self._strange, told) < JUMP_S:
            # The sender began anew, or its clock was put right.
            self._reports.clear()
            self._reports.extend((self._strange, told))
            self._strange = None
        else:
            self._strange = told

    def captured(self, timestamp: int) -> float | None:
        """When a sample or picture was captured, in seconds of the sender's clock.

        None while no report has told it. `timestamp` may have been unwrapped or not.
        """
        if not self._reports:
            return None
        placed = self._placed(timestamp)
        if abs(placed - self._reports[-1][0]) > STALE_S * self._rate:
            return None
        return placed / self._rate + self._offset()

    def _placed(self, timestamp: int) -> int:
        """The time stamp without wrap-around, by the shortest way from the last report's."""
        if not self._reports:
            return timestamp % _WRAP
        last = self._reports[-1][0]
        return last + (timestamp - last + _WRAP // 2) % _WRAP - _WRAP // 2

    def _offset(self) -> float:
        return statistics.median_low([ntp - at / self._rate for at, ntp in self._reports])

    def _agree(self, told: tuple[int, float]) -> bool:
        return abs(told[1] - told[0] / self._rate - self._offset()) < JUMP_S

    def _apart(self, one: tuple[int, float], other: tuple[int, float]) -> float:
        return abs(other[1] - one[1] - (other[0] - one[0]) / self._rate)
