"""How many bits a second each video of one peer connection may use. Pure.

The receiver reports one estimate for the whole connection (REMB,
draft-alvestrand-rmcat-remb-03), and for each picture which share of its packets was lost
(RFC 3550, 6.4.1). The lower of what the two say is shared between the purposes.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from signaling.protocol import Purpose

WINDOW_S = 1.0
"""The rate really sent is measured over this time."""

LOSS_TOO_HIGH, LOSS_HARMLESS = 0.10, 0.02
"""Above the one the line is too full, below the other it is not; between, nothing is known
(draft-ietf-rmcat-gcc-02, section 6)."""
GROWTH = 1.08
"""What a line without losses is tried with next, each report."""


@dataclass(frozen=True, slots=True)
class RateRange:
    """Bit rates in bit/s: at the start, and between which bounds they move."""

    start: int
    floor: int
    ceiling: int


RATES: Mapping[Purpose, RateRange] = MappingProxyType(
    {
        Purpose.FACE: RateRange(1_200_000, 200_000, 1_500_000),
        Purpose.DOCUMENT: RateRange(2_000_000, 300_000, 2_500_000),
        Purpose.SCREEN: RateRange(2_000_000, 300_000, 2_500_000),
    }
)


@dataclass
class Budget:
    """The rates of one connection. A still picture needs little: that is no sign of a bad line."""

    purposes: tuple[Purpose, ...]
    targets: dict[Purpose, int] = field(default_factory=dict)
    _sent: deque[tuple[float, int]] = field(default_factory=deque)
    _estimate: float = math.inf
    _lossless: float = math.inf
    """What may be sent without the losses that were reported, bit/s."""

    def __post_init__(self) -> None:
        """Start at the start rates."""
        self.targets = {purpose: RATES[purpose].start for purpose in self.purposes}

    def sent(self, size: int, now: float) -> None:
        """`size` bytes of encoded picture left, whichever purpose."""
        self._sent.append((now, size))
        self._forget(now)

    def rate(self, now: float) -> float:
        """What was sent in the last second, bit/s."""
        self._forget(now)
        return sum(size for _, size in self._sent) * 8 / WINDOW_S

    def estimated(self, estimate: int, now: float) -> None:
        """The receiver's estimate of the line, bit/s.

        An estimate is never much above what is sent, so while less than the targets is
        sent a low estimate proves nothing, and the targets stay.
        """
        wanted = sum(self.targets.values())
        if estimate < wanted and self.rate(now) < 0.7 * estimate:
            return
        self._estimate = estimate
        self._share()

    def lost(self, share: float, now: float) -> None:
        """A new report: this share of the packets was lost lately, 0 to 1."""
        if share > LOSS_TOO_HIGH:
            sent = max(self.rate(now), sum(RATES[purpose].floor for purpose in self.purposes))
            self._lossless = min(self._lossless, sent) * (1.0 - share / 2.0)
        elif share < LOSS_HARMLESS:
            self._lossless *= GROWTH
            if self._lossless > sum(RATES[purpose].ceiling for purpose in self.purposes):
                self._lossless = math.inf
        self._share()

    def _share(self) -> None:
        line = min(self._estimate, self._lossless)
        if line == math.inf:
            return
        whole = sum(RATES[purpose].ceiling for purpose in self.purposes)
        for purpose in self.purposes:
            rates = RATES[purpose]
            share = int(line * rates.ceiling // whole)
            self.targets[purpose] = max(rates.floor, min(rates.ceiling, share))

    def _forget(self, now: float) -> None:
        while self._sent and self._sent[0][0] < now - WINDOW_S:
            self._sent.popleft()
