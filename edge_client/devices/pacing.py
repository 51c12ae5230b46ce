"""Frame rates. Pure: times are seconds on any monotonic clock."""

from __future__ import annotations


class RateLimit:
    """Lets through at most `rate` events a second on average, evenly spread.

    An event may come half a period early, so that a camera's jitter at exactly the wanted rate
    costs no frames.
    """

    def __init__(self, rate: float) -> None:
        self._period = 1.0 / rate
        self._due: float | None = None

    def accept(self, now: float) -> bool:
        """Whether an event at this time passes."""
        if self._due is None:
            self._due = now + self._period
            return True
        if now < self._due - self._period / 2:
            return False
        late = now - self._due
        self._due = (self._due if late < self._period else now) + self._period
        return True


class Schedule:
    """Due times of frames that are played, without drift over loops of any number."""

    def __init__(self, now: float, slack: float = 0.5) -> None:
        self._start = now
        self._slack = slack

    def due(self, position: float, now: float) -> float:
        """When the frame at `position` seconds of this loop is due.

        Playing that fell behind by more than the slack goes on from now instead of racing.
        """
        due = self._start + position
        if now - due > self._slack:
            self._start = now - position
            return now
        return due

    def next_loop(self, length: float) -> None:
        """The loop that lasted `length` seconds is over, the next one starts."""
        self._start += length
