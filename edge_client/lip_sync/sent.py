"""Which RTP time stamp belongs to which moment, of what is sent. Pure.

aiortc's sender reports pair the time at which the last packet left with the time stamp of what
it carried, which was captured earlier: by the time of encoding and, of a large picture, by the
time that its packets are spread over. Each stream is wrong by another amount, and a receiver
that trusts them parts voice and picture by as much.
"""

from __future__ import annotations

from typing import Final

_WRAP: Final = 1 << 32
_NTP_SECOND: Final = 1 << 32


class SentTimes:
    """Of one sender whose time stamps count at `rate` Hz, from an origin of its own."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._origin: int | None = None
        self._packed: tuple[int, float] | None = None

    def packed(self, timestamp: int, captured_at: float, last_sent: int) -> None:
        """What was captured then, monotonic seconds, leaves next with this time stamp.

        `last_sent` is the RTP time stamp of the last packet that left, and so of what was
        packed before this.
        """
        if self._packed is not None:
            self._origin = (last_sent - self._packed[0]) % _WRAP
        self._packed = timestamp, captured_at

    def at(self, now: float) -> int | None:
        """The RTP time stamp of what is captured now; None before anything has been sent."""
        if self._origin is None or self._packed is None:
            return None
        timestamp, captured_at = self._packed
        ahead = round((now - captured_at) * self.rate)
        return (self._origin + timestamp + ahead) % _WRAP


class CaptureTimes:
    """When a microphone's samples were captured, by blocks that come unevenly.

    The samples are counted by the device's clock, the times are the machine's; the middle of
    what the last blocks say smooths the driver's and the threads' jitter.
    """

    def __init__(self, rate: int, window: int = 25) -> None:
        self._rate = rate
        self._window = window
        self._offsets: list[float] = []

    def captured(self, count: int, seen_at: float) -> float:
        """When the sample number `count` was captured, that seems to have been at `seen_at`."""
        offset = seen_at - count / self._rate
        self._offsets = [*self._offsets[1 - self._window :], offset]
        return sorted(self._offsets)[len(self._offsets) // 2] + count / self._rate


def ntp_time(seconds: float) -> int:
    """Seconds since 1900 as NTP's 64 bits (RFC 5905, section 6)."""
    return int(seconds * _NTP_SECOND) % (1 << 64)
