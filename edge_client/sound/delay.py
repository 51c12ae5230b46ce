"""How much later than the quickest a voice's packets come, and how long to wait for them. Pure.

The wait is the delay that most of the lately arrived packets kept: a histogram that forgets,
as WebRTC's NetEq has it (modules/audio_coding/neteq/delay_manager.h), in finer steps.
"""

from __future__ import annotations

from collections import deque
from typing import Final

STEP_S: Final = 0.005
"""A histogram's step."""

LONGEST_S: Final = 0.4
"""Nobody waits longer: a conversation with more delay is none."""

START_S: Final = 0.03
"""The wait before anything is known."""

MARGIN_S: Final = 0.005
"""Added to what was measured: decoding and the device's own jitter."""

QUANTILE: Final = 0.96
"""This share of the packets is waited for."""

FORGET: Final = 0.985
"""What a packet's weight is after the next one: 50 packets a second halve it in 0.9 s."""

WINDOW_S: Final = 2.0
"""The quickest packet is looked for in this time: the path and the clocks change."""

DECAY_S, DECAY_SHARE = 0.01, 0.25
"""In a second the wait falls by at most so many seconds and this share of itself; it grows at
once."""

REPAIR_S: Final = 0.02
"""What the wait is longer by while losses are repaired from the packet that comes next."""

_STEPS: Final = round(LONGEST_S / STEP_S)


class ArrivalDelays:
    """What is known of one stream's arrivals."""

    def __init__(self) -> None:
        self._quickest: deque[tuple[float, float]] = deque()
        """Arrival times and transits, transits growing: the first is the least."""
        self._histogram = [0.0] * _STEPS
        self._weight = 0.0
        self._target = START_S
        self._at: float | None = None
        self.repairing = False
        """Whether packets get lost and the next ones bring what was in them."""
        self.held = 0.0
        """Seconds to wait longer than the way needs it: a voice that waits for its picture."""

    @property
    def target(self) -> float:
        """How long after the quickest packet's way to play, in seconds."""
        return self._target + (REPAIR_S if self.repairing else 0.0) + self.held

    @property
    def base(self) -> float | None:
        """The quickest packet's transit, in seconds of no meaning by itself; None before any."""
        return self._quickest[0][1] if self._quickest else None

    def arrived(self, media_s: float, now: float) -> float:
        """A packet whose sound begins at `media_s` came at `now`; how late it was, in seconds."""
        transit = now - media_s
        window = self._quickest
        while window and window[0][0] < now - WINDOW_S:
            window.popleft()
        while window and window[-1][1] >= transit:
            window.pop()
        window.append((now, transit))
        late = transit - window[0][1]
        if late < LONGEST_S:
            # What comes later than anybody waits is no jitter: the way stood still.
            self._count(late)
        self._follow(now)
        return late

    def reset(self) -> None:
        """Another stream with times of its own; what was learnt of the way is kept."""
        self._quickest.clear()

    def _count(self, late: float) -> None:
        self._histogram = [weight * FORGET for weight in self._histogram]
        self._histogram[int(late / STEP_S)] += 1.0
        self._weight = self._weight * FORGET + 1.0

    def _follow(self, now: float) -> None:
        wanted = min(self._kept() + MARGIN_S, LONGEST_S)
        # So few packets say little: the start's wait counts with them.
        sure = min(1.0, self._weight / 10.0)
        wanted = sure * wanted + (1.0 - sure) * max(wanted, START_S)
        passed = 0.0 if self._at is None else max(0.0, now - self._at)
        self._at = now
        self._target = max(wanted, self._target - (DECAY_S + DECAY_SHARE * self._target) * passed)

    def _kept(self) -> float:
        """The delay that `QUANTILE` of the packets kept."""
        left = self._weight * QUANTILE
        for step, weight in enumerate(self._histogram):
            left -= weight
            if left <= 0.0:
                return (step + 1) * STEP_S
        return LONGEST_S
