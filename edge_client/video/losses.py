"""What a receiver misses of one picture, by what it asks for. Pure; times in seconds.

A receiver asks for a lost packet within a round trip (RFC 4585, 6.2.1), long before its reports
and its estimate tell of the loss. A line that has just narrowed shows at once: most of what was
sent is asked for. What comes before a key frame that has left needs not be sent again, and who
waits for a packet in vain needs a key frame: a browser asks for one only after three seconds.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WINDOW_S = 1.2
"""The losses of this time are looked at together: of a full queue and the rest after it."""
MANY, MOSTLY = 12, 0.35
"""So many packets, and so great a share of those around them, are lost by nothing
but a queue that is full."""
BETWEEN = 2
"""A full queue lets a packet through now and then; a line that was cut for a moment none."""
RADIO = 0.08
"""A radio may lose this share all the time: what is lost beyond it is of the burst."""
SOME = 4
"""So many, and as great a share, may be the beginning of it: what is sent again would fill the
queue only more.
"""
IN_VAIN_S = 0.6
"""Asked for so long without success, a packet never comes in time."""
KNOWN = 512
"""Packets that are remembered."""

MOST = 150
"""Requests that are looked at together: a flood of them costs no more."""

_NUMBERS = 0x10000
_HALF = 0x8000


def is_before(number: int, other: int) -> bool:
    """Whether one RTP sequence number comes before another; they wrap (RFC 3550, A.1)."""
    return (number - other) % _NUMBERS >= _HALF


@dataclass(frozen=True, slots=True)
class Overflow:
    """A share of the packets is lost, 0 to 1, and was asked for so many seconds after it left."""

    lost: float
    delay: float
    sure: bool = True
    """Whether they are many enough to be nothing else."""


@dataclass
class Losses:
    """Of one stream of packets with RTP sequence numbers."""

    _key_from: int | None = None
    _left: dict[int, float] = field(default_factory=dict)
    """When each left."""
    _asked: dict[int, float] = field(default_factory=dict)
    """When each was asked for first."""
    _lately: deque[tuple[float, int]] = field(default_factory=deque)

    def left(self, number: int, now: float, key: bool = False) -> None:
        """A packet leaves for the first time; a key frame may begin with it."""
        self._left[number] = now
        if len(self._left) > KNOWN:
            self._left.pop(next(iter(self._left)))
        if key:
            self._key_from = number
            self._asked.clear()
            self._lately.clear()

    def is_needed(self, number: int) -> bool:
        """Whether a packet still is of use: no key frame has come after it."""
        return self._key_from is None or not is_before(number, self._key_from)

    def asked(self, number: int, now: float) -> bool:
        """The receiver asks for a packet; whether it had not before."""
        if number in self._asked:
            return False
        self._asked[number] = now
        self._lately.append((now, number))
        if len(self._asked) > KNOWN:
            self._asked.pop(next(iter(self._asked)))
        while len(self._lately) > KNOWN or self._lately[0][0] < now - WINDOW_S:
            self._lately.popleft()
        return True

    def lately(self, now: float) -> tuple[int, int, float]:
        """How many are missing of how many packets around them, and how long after they left
        the first of them was asked for. Of the latest burst only: before a line narrows, too,
        it may lose a packet now and then.
        """
        asked = [(at, number) for at, number in self._lately if at >= now - WINDOW_S][-MOST:]
        if not asked:
            return 0, 0, 0.0
        first = asked[0][1]
        places = sorted((number - first + _HALF) % _NUMBERS for _, number in asked)
        begin = burst(places)
        from_ = places[begin]
        delays = [
            at - self._left[number]
            for at, number in asked
            if number in self._left and (number - first + _HALF) % _NUMBERS >= from_
        ]
        return len(places) - begin, places[-1] - from_ + 1, max(delays, default=0.0)

    def in_vain(self, number: int, now: float) -> bool:
        """Whether the receiver has waited for this packet too long."""
        return now - self._asked.get(number, now) > IN_VAIN_S


def burst(places: Sequence[int]) -> int:
    """The index from which on the losses at these places, ascending, are the latest burst.

    Where the likelihood of a change in the share of losses is greatest (the generalised
    likelihood ratio for a change of unknown size at an unknown time: Basseville and Nikiforov,
    Detection of Abrupt Changes, 1993, 2.4.3).
    """
    best, found = -math.inf, 0
    for index in range(len(places) - 1, -1, -1):
        missing, whole = len(places) - index, places[-1] - places[index] + 1
        likelihood = _gain(missing, whole)
        if likelihood >= best:
            best, found = likelihood, index
    return found


def _gain(missing: int, whole: int) -> float:
    """How much likelier so many losses are by their own share than by a radio's."""
    share = missing / whole
    if share <= RADIO:
        return 0.0
    came = whole - missing
    gained = came * math.log((1.0 - share) / (1.0 - RADIO)) if came else 0.0
    return missing * math.log(share / RADIO) + gained


def overflow(pictures: Iterable[Losses], now: float) -> Overflow | None:
    """What is lost of a connection's pictures, where it is so much that the line must be too full."""
    found = [each.lately(now) for each in pictures]
    missing, whole = sum(each[0] for each in found), sum(each[1] for each in found)
    came = whole - missing
    if missing < SOME or missing < MOSTLY * whole or not came:
        return None
    sure = missing >= MANY and came >= BETWEEN
    return Overflow(missing / whole, max(each[2] for each in found), sure)
