"""What became of visits, counted by service and hour, without any person.

Counted in the step that makes the change, so that no count is lost or doubled: an answer in the
hour of the answer, the end of handling in the hour of the end, an outcome in the hour in which
it is said. An outcome that is said anew is taken from where it stood by one less in the present
hour; over a day the sum is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from signaling.protocol import CancelReason, VisitOutcome

HOUR_S = 3600
KEPT_HOURS = 48
"""Counts of an hour are forgotten so many hours after it began."""

SERVICE_LEVEL_S = 20.0
"""Y of the service level X/Y: who is answered within is answered in time. 80/20 is customary."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts and sums of seconds; what they mean stands at `signaling.protocol.Figures`."""

    answered: int = 0
    in_time: int = 0
    waited_s: float = 0.0
    abandoned: int = 0
    unserved: int = 0
    expired: int = 0
    handled: int = 0
    handled_s: float = 0.0
    settled: int = 0
    continues: int = 0
    transferred: int = 0
    referred_elsewhere: int = 0
    interrupted: int = 0

    def plus(self, more: Mapping[str, float]) -> Tally:
        """With these fields higher by so much."""
        added: dict[str, Any] = {name: getattr(self, name) + by for name, by in more.items()}
        return replace(self, **added)

    def outcome(self, outcome: VisitOutcome) -> int:
        """How many ended so."""
        return int(getattr(self, outcome.value))


COUNTED_AS: Mapping[CancelReason, str] = MappingProxyType(
    {
        CancelReason.WITHDRAWN: "abandoned",
        CancelReason.ABANDONED: "abandoned",
        CancelReason.UNSERVED: "unserved",
        CancelReason.EXPIRED: "expired",
    }
)
"""What each way of being canceled is counted as."""


def hour_of(now: float) -> int:
    """Hours since the epoch of the store's clock."""
    return int(now // HOUR_S)


def tally_id(hour: int, service: str) -> str:
    """Under which the counts are kept."""
    return f"{hour}:{service}"


def together(tallies: Iterable[Tally]) -> Tally:
    """Their sum."""
    total = Tally()
    for each in tallies:
        total = total.plus({field.name: getattr(each, field.name) for field in fields(Tally)})
    return total
