"""The service's place on the clock: Europe/Helsinki, with the public holidays of Finland."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import holidays

from signaling.domain.hours import Opening, chunks, is_open, next_opening, open_spans
from signaling.domain.tally import HOUR_S, hour_of
from signaling.protocol import CallbackWindow

from .directory_model import Service

HELSINKI = ZoneInfo("Europe/Helsinki")
OFFICE = (Opening(frozenset(range(5)), time(8), time(16)),)
"""When a callback is proposed for a service that has no hours of its own."""

CHUNK_S = 2 * 3600.0
AHEAD_S = 7 * 86_400.0
MOST_WINDOWS = 12
"""Windows are proposed of about so many seconds, within so many, and so many of them."""

_HOLIDAYS = holidays.country_holidays("FI")


def local(now: float) -> datetime:
    """Seconds since the epoch as local time."""
    return datetime.fromtimestamp(now, UTC).astimezone(HELSINKI)


def day_number(now: float) -> int:
    """The local date as a number, 20261122."""
    today = local(now)
    return today.year * 10_000 + today.month * 100 + today.day


def hours_today(now: float) -> list[int]:
    """The hours of today so far, each as whole hours since the epoch; the present one last.

    A local day begins with a whole hour of UTC, as it does in all of Finland.
    """
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    return list(range(int(midnight // HOUR_S), hour_of(now) + 1))


def clock_hour(hour: int) -> int:
    """What the local clock shows when that hour begins, 0 to 23."""
    return local(hour * HOUR_S).hour


def open_now(service: Service, now: float) -> bool:
    """Whether the service is open; one without hours always is."""
    if not service.opening:
        return True
    return is_open(service.openings, lambda day: _is_closed(service, day), local(now))


def opens_in_s(service: Service, now: float) -> float | None:
    """Seconds until a closed service opens; None when it is open, or not in sight."""
    if open_now(service, now):
        return None
    at = local(now)
    start = next_opening(service.openings, lambda day: _is_closed(service, day), at)
    # Through UTC: the clock may change in between.
    return None if start is None else start.timestamp() - at.timestamp()


def open_part(service: Service, start: float, end: float) -> tuple[float, float] | None:
    """What is left of a window when closed time at its ends is cut off; None: nothing."""
    if not service.opening:
        return start, end
    spans = list(_spans(service, service.openings, start, end))
    return (spans[0][0], spans[-1][1]) if spans else None


def proposed_windows(service: Service, now: float) -> list[tuple[float, float]]:
    """Windows for a callback in the service's hours, the nearest first."""
    openings = service.openings or OFFICE
    # From the beginning of the day, so that they begin at the same hours whenever one asks.
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    spans = _spans(service, openings, midnight, now + AHEAD_S)
    return list(chunks(spans, now, CHUNK_S, MOST_WINDOWS))


def window_told(opens_at: float, closes_at: float, now: float) -> CallbackWindow:
    """As durations and as local date and time."""
    begins, ends, today = local(max(opens_at, now)), local(closes_at), local(now).date()
    return CallbackWindow(
        opens_in_s=max(0.0, opens_at - now),
        closes_in_s=max(0.0, closes_at - now),
        in_days=max(0, (begins.date() - today).days),
        date=begins.date().isoformat(),
        opens=f"{begins:%H:%M}",
        last_date=ends.date().isoformat(),
        closes=f"{ends:%H:%M}",
    )


def _spans(
    service: Service, openings: Iterable[Opening], start: float, end: float
) -> Iterator[tuple[float, float]]:
    found = open_spans(openings, lambda day: _is_closed(service, day), local(start), local(end))
    # Through UTC: the clock may change in between.
    return ((a.timestamp(), b.timestamp()) for a, b in found)


def _is_closed(service: Service, day: date) -> bool:
    return day in service.closed_on or day in _HOLIDAYS
