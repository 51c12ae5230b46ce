"""A person's availability, and the availability of services. PROTOCOL.md, section 3."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import ClientMessage, Part, ServerMessage
from .vocabulary import LanguageTag, PresenceReason, PresenceState, Seconds, Slug

Count = Annotated[int, Field(ge=0)]


class PresenceSet(ClientMessage):
    """Become available, or away with a reason."""

    type: Literal["presence.set"] = "presence.set"
    state: Literal[PresenceState.AVAILABLE, PresenceState.AWAY]
    reason: PresenceReason = PresenceReason.SELF


class PresenceProlong(ClientMessage):
    """A minute more of wrap-up."""

    type: Literal["presence.prolong"] = "presence.prolong"


class PresenceTold(ServerMessage):
    """The receiver's own presence, told on every change of it."""

    type: Literal["presence.state"] = "presence.state"
    state: PresenceState
    reason: PresenceReason
    since_s: Seconds
    ends_in_s: Seconds | None = None
    """Of wrap_up: when it ends by itself."""


class AvailabilityWatch(ClientMessage):
    """Be told the availability of all services, now and on every change."""

    type: Literal["availability.watch"] = "availability.watch"


class WaitRange(Part):
    """A wait that should fall between the two, nine times out of ten."""

    low_s: Seconds
    high_s: Seconds


class LanguageAvailability(Part):
    """How many can serve in one language, or interpret one pair: free now, and on duty in all.

    `wait` is what somebody asking now would wait; null: it cannot be said.
    """

    language: LanguageTag
    into: LanguageTag | None = None
    """Of interpreting: the other language of the pair; either way round is meant."""
    available: Count
    on_duty: Count
    wait: WaitRange | None = None


class ServiceAvailability(Part):
    """One service's availability by language, in the directory's order."""

    service: Slug
    languages: list[LanguageAvailability]
    opens_in_s: Seconds | None = None
    """Of a closed service: when it opens; null: it is open, or that is not in sight."""
    closed: bool = False


class AvailabilityState(ServerMessage):
    """Services whose availability changed; all of them after ``availability.watch``."""

    type: Literal["availability.state"] = "availability.state"
    services: list[ServiceAvailability]
    callbacks: bool = False
    """Whether callbacks can be left here."""
