"""Opening and on-call hours: whether a service is open, and when it opens next.

Times are local to the service's place. The caller gives the local time and says which days
are closed altogether (public holidays, the service's own).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

LOOK_AHEAD_DAYS = 21
"""A service that does not open within three weeks is not said to open at all."""

ClosedDay = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Opening:
    """Open on these weekdays (Monday is 0) from `opens` until before `closes`."""

    days: frozenset[int]
    opens: time
    closes: time

    def overlaps(self, other: Opening) -> bool:
        """Whether both are open at some moment of the week."""
        return bool(self.days & other.days) and (
            self.opens < other.closes and other.opens < self.closes
        )


def is_open(openings: Iterable[Opening], closed: ClosedDay, at: datetime) -> bool:
    """Whether the service is open at that local time."""
    return not closed(at.date()) and any(
        at.weekday() in each.days and each.opens <= at.time() < each.closes for each in openings
    )


def next_opening(openings: Iterable[Opening], closed: ClosedDay, at: datetime) -> datetime | None:
    """When it opens next, after `at`; None when not within `LOOK_AHEAD_DAYS`."""
    return min(_starts(tuple(openings), closed, at), default=None)


def _starts(openings: tuple[Opening, ...], closed: ClosedDay, at: datetime) -> Iterator[datetime]:
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        day = at.date() + timedelta(days=ahead)
        if closed(day):
            continue
        for each in openings:
            start = datetime.combine(day, each.opens, at.tzinfo)
            if day.weekday() in each.days and start > at:
                yield start


Span = tuple[float, float]
"""From and until, seconds since the epoch."""


def open_spans(
    openings: Iterable[Opening], closed: ClosedDay, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """When it is open between two moments, in order."""
    for ahead in range((end.date() - start.date()).days + 1):
        day = start.date() + timedelta(days=ahead)
        if closed(day):
            continue
        for each in sorted(openings, key=lambda opening: opening.opens):
            opens = max(start, datetime.combine(day, each.opens, start.tzinfo))
            closes = min(end, datetime.combine(day, each.closes, start.tzinfo))
            if day.weekday() in each.days and opens < closes:
                yield opens, closes


LEAST_S = 1800.0
"""Of a span that is nearly over, so much must be left for it to be proposed."""


def chunks(spans: Iterable[Span], now: float, size_s: float, most: int) -> Iterator[Span]:
    """Pieces of about `size_s` of what is still to come, the nearest first; a rest of less than
    half of that goes with the piece before it.
    """
    found = 0
    for start, end in spans:
        while start < end and found < most:
            stop = start + size_s if end - start >= size_s * 1.5 else end
            if stop - now >= LEAST_S:
                yield max(start, now), stop
                found += 1
            start = stop
