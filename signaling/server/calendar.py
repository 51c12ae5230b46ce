"""The service's place on the clock: Europe/Helsinki, with the public holidays of Finland."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import holidays

from signaling.domain.hours import is_open, next_opening

from .directory_model import Service

HELSINKI = ZoneInfo("Europe/Helsinki")
_HOLIDAYS = holidays.country_holidays("FI")


def local(now: float) -> datetime:
    """Seconds since the epoch as local time."""
    return datetime.fromtimestamp(now, UTC).astimezone(HELSINKI)


def day_number(now: float) -> int:
    """The local date as a number, 20261122."""
    today = local(now)
    return today.year * 10_000 + today.month * 100 + today.day


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


def _is_closed(service: Service, day: date) -> bool:
    return day in service.closed_on or day in _HOLIDAYS
