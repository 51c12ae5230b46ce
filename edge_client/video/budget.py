"""How many bits a second each video of one peer connection may use. Pure.

`Line` says what the path carries, `priority` who gets how much of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from edge_client.video.line import Line, Report
from edge_client.video.losses import Overflow
from edge_client.video.priority import PACKETS, VOICE, First, Share, shares
from signaling.protocol import Purpose
from signaling.protocol.desk import PictureStage

WINDOW_S = 1.0
"""The rate really sent is measured over this time."""
SHORTEST_S = 0.3
"""Over no less, however lately the first picture left."""
HISTORY_S = 3.0
"""No report covers more."""


@dataclass(frozen=True, slots=True)
class RateRange:
    """Bit rates in bit/s: at the start, and the most."""

    start: int
    ceiling: int


RATES: Mapping[Purpose, RateRange] = MappingProxyType(
    {
        Purpose.FACE: RateRange(500_000, 1_500_000),
        Purpose.DOCUMENT: RateRange(900_000, 2_500_000),
        Purpose.SCREEN: RateRange(900_000, 2_500_000),
    }
)


@dataclass
class Budget:
    """The rates of one connection.

    Who asks for nothing new has told nothing of the line: estimates are of what was sent.
    """

    purposes: tuple[Purpose, ...]
    first: First = First.PAPER
    shares: dict[Purpose, Share] = field(default_factory=dict)
    line: Line = field(default_factory=Line)
    sending: frozenset[Purpose] = frozenset(Purpose)
    """What is granted now; what is not needs nothing."""
    _sent: deque[tuple[float, int]] = field(default_factory=deque)
    _estimates: dict[Purpose, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what the line is taken to carry."""
        self._share()

    @property
    def targets(self) -> dict[Purpose, int]:
        """What each picture may use, bit/s."""
        return {purpose: share.bitrate for purpose, share in self.shares.items()}

    def prefer(self, first: First, sending: frozenset[Purpose]) -> None:
        """Whose picture goes first, and which are sent at all."""
        self.first, self.sending = first, sending
        self._share()

    def sent(self, size: int, now: float) -> None:
        """`size` bytes of encoded picture left, whichever purpose."""
        self._sent.append((now, size))
        self._forget(now)

    def rate(self, now: float, seconds: float = WINDOW_S) -> float:
        """What was sent of pictures in the last seconds, bit/s."""
        self._forget(now)
        return sum(size for at, size in self._sent if at >= now - seconds) * 8 / seconds

    def estimated(self, purpose: Purpose, estimate: int, now: float) -> None:
        """The receiver's estimate (REMB), bit/s, told to this picture's sender.

        A browser tells one for the whole connection, to each picture's sender; aiortc one for
        each picture.
        """
        before = self._estimates.get(purpose)
        self._estimates[purpose] = estimate
        if not all(each in self._estimates for each in self._sends):
            return
        others = [told for each, told in self._estimates.items() if each is not purpose]
        together = all(told in (before, estimate) for told in others)
        whole = estimate if together else estimate + sum(others)
        self.line.estimated(whole + VOICE, self._whole_rate(now), now)
        self._share()

    def reported(self, report: Report, now: float) -> None:
        """What the receiver newly reported of everything that is sent to it."""
        seconds = min(HISTORY_S, max(0.5, report.seconds))
        self.line.reported(report, self.rate(now, seconds) / PACKETS + VOICE, now)
        self._share()

    def overflowed(self, overflow: Overflow, now: float) -> None:
        """Most of a picture's packets that were just sent are asked for again."""
        self._forget(now)
        # At the very beginning there is no whole second that counts.
        begun = self._sent[0][0] if self._sent else now
        seconds = min(WINDOW_S, max(SHORTEST_S, now - begun))
        sent = self.rate(now, seconds) / PACKETS + VOICE
        self.line.overflowed(overflow.lost, overflow.delay, sent, now)
        self._share()

    @property
    def _sends(self) -> list[Purpose]:
        return [purpose for purpose in self.purposes if purpose in self.sending]

    def _whole_rate(self, now: float) -> float:
        return self.rate(now) / PACKETS + VOICE

    def _share(self) -> None:
        stills = [
            purpose for purpose, share in self.shares.items() if share.stage is PictureStage.STILL
        ]
        found = shares(self.line.rate, self._sends, self.first, stills)
        for purpose in self.purposes:
            self.shares[purpose] = found.get(purpose, Share(RATES[purpose].start))

    def _forget(self, now: float) -> None:
        while self._sent and self._sent[0][0] < now - HISTORY_S:
            self._sent.popleft()
