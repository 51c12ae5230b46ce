"""What a supervisor sees: queues, people, rooms without content, terminals, figures.

PROTOCOL.md, section 13. Nothing here tells who a resident is or what is said.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from .base import ClientMessage, Part, ServerMessage
from .connecting import ShortText
from .presence import Count
from .requests import Names
from .vocabulary import (
    LanguageTag,
    PresenceReason,
    PresenceState,
    RequestKind,
    Role,
    RoomMode,
    Seconds,
    Slug,
    VisitOutcome,
)


class DeviceState(StrEnum):
    """What a device of a terminal does."""

    STARTING = "starting"
    LIVE = "live"
    MISSING = "missing"
    BUSY = "busy"
    """Another program has it."""
    STUCK = "stuck"
    FAILED = "failed"
    OFF = "off"


class TerminalHealth(Part):
    """A terminal's devices. Null: it has none, or cannot know yet how that one is."""

    version: ShortText
    face: DeviceState
    document: DeviceState
    microphone: DeviceState
    loudspeaker: DeviceState
    screen: DeviceState | None = None
    printer: DeviceState | None = None


class TerminalReport(ClientMessage):
    """A terminal tells how its devices are: after connecting, on change, and now and then."""

    type: Literal["terminal.report"] = "terminal.report"
    health: TerminalHealth


class SupervisionWatch(ClientMessage):
    """Be told everything a supervisor may see, now and whenever it changes."""

    type: Literal["supervision.watch"] = "supervision.watch"


class WatchedWait(Part):
    """Somebody waits at the terminal: for a visit, or for an interpreter beside one."""

    kind: RequestKind
    service: Slug
    language: LanguageTag
    into: LanguageTag | None = None
    """Of an interpreter: the other language of the pair."""
    ringing: bool
    waited_s: Seconds


class WatchedRoom(Part):
    """Who is together at the terminal, by role; nobody is named, nothing of it is told."""

    service: Slug | None
    language: LanguageTag | None
    mode: RoomMode
    roles: list[Role]
    """Of those who are connected now."""
    elapsed_s: Seconds


class WatchedTerminal(Part):
    """One terminal of the directory."""

    terminal: Slug
    name: Names
    place: Slug
    place_name: Names
    online: bool
    since_s: Seconds | None
    """How long it has been online, or gone; null: it was never seen."""
    health: TerminalHealth | None
    """As it was told last; null: never."""
    waits: list[WatchedWait]
    room: WatchedRoom | None


class WatchedPerson(Part):
    """One person of the directory who can be rung."""

    person: Slug
    name: ShortText
    services: list[Slug]
    """Which they answer for, in the directory's order."""
    state: PresenceState
    reason: PresenceReason
    since_s: Seconds | None
    """Null: they were never here."""


class SupervisionState(ServerMessage):
    """Terminals and people that have changed; with `anew` all that was told before is void."""

    type: Literal["supervision.state"] = "supervision.state"
    anew: bool = False
    terminals: list[WatchedTerminal]
    people: list[WatchedPerson]


class Figures(Part):
    """Counts and sums of visits, to be added up; no person is among them.

    Sums rather than means, for means of means would be wrong.
    """

    answered: Count
    """Accepted by somebody."""
    in_time: Count
    """Of them, within the service level's seconds."""
    waited_s: Seconds
    """From the asking to the answer, of those answered; ASA is this by `answered`."""
    abandoned: Count
    """Given up before an answer by the resident, or by the clerk for them."""
    unserved: Count
    """Told at once that nobody can serve it: closed, nobody on duty, all declined."""
    expired: Count
    """Waited for longer than the service lets anybody wait."""
    handled: Count
    """After which the person has become free again, wrap-up included."""
    handled_s: Seconds
    """From the answer until then; AHT is this by `handled`."""
    outcomes: dict[VisitOutcome, Count]
    """How visits ended, as far as anybody said."""


class HourFigures(Part):
    """One hour of today, by the clock of the service's place."""

    hour: Annotated[int, Field(ge=0, le=23)]
    figures: Figures


class ServiceFigures(Part):
    """One service, today so far."""

    service: Slug
    figures: Figures


class SupervisionFigures(ServerMessage):
    """Today's figures; with `anew` all that was told before is void."""

    type: Literal["supervision.figures"] = "supervision.figures"
    anew: bool = False
    level_s: Seconds
    """The service level's seconds: whom `in_time` counts."""
    hours: list[HourFigures]
    services: list[ServiceFigures]
    """Those with anything to count."""
