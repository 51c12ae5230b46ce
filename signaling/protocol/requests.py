"""Terminals, requests and reservations. PROTOCOL.md, sections 4 to 6."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import ClientMessage, Part, ServerMessage
from .connecting import ShortText
from .presence import WaitRange
from .vocabulary import (
    CancelReason,
    DeclineReason,
    LanguageTag,
    OpaqueId,
    RequestKind,
    RequestState,
    ReservationState,
    Role,
    Seat,
    Seconds,
    Slug,
    UnservedWhy,
    VisitOutcome,
)


class Names(Part):
    """One name in the three languages of the service."""

    fi: str
    sv: str
    en: str


class TerminalAttach(ClientMessage):
    """A clerk takes charge of a terminal; with `take_over` also from another clerk."""

    type: Literal["terminal.attach"] = "terminal.attach"
    terminal: Slug
    seat: Seat
    take_over: bool = False


class TerminalDetach(ClientMessage):
    """The clerk gives up the charge."""

    type: Literal["terminal.detach"] = "terminal.detach"
    terminal: Slug


class InCharge(Part):
    """The clerk in charge of a terminal."""

    person: Slug
    name: ShortText
    seat: Seat
    you: bool
    """Whether it is the receiving participant."""


class AwaitedVisit(Part):
    """Somebody at a terminal waits for a service."""

    request: OpaqueId
    service: Slug
    service_name: Names
    language: LanguageTag
    ringing: bool
    """Whether it rings at somebody now; else it waits in the queue."""
    waited_s: Seconds


class VisitUnderWay(Part):
    """A terminal is in a room. Null: a clerk opened it without asking for a service."""

    service: Slug | None
    service_name: Names | None
    language: LanguageTag | None
    elapsed_s: Seconds


class TerminalState(ServerMessage):
    """A terminal of the clerk's places, or the receiving terminal itself.

    What goes on there (`awaited`, else `visit`) is told to clerks only, and names nobody.
    """

    type: Literal["terminal.state"] = "terminal.state"
    terminal: Slug
    name: Names
    place: Slug
    place_name: Names
    online: bool
    in_charge: InCharge | None
    room: OpaqueId | None
    awaited: AwaitedVisit | None = None
    visit: VisitUnderWay | None = None


class InterpreterNeed(Part):
    """An interpreter between two languages, one of which may be a sign language."""

    request: OpaqueId
    service: Slug
    language: LanguageTag
    into: LanguageTag


class RequestCreate(ClientMessage):
    """Ask for a service.

    `request` is made by the sender, so that a repeated message is no second
    request. A clerk names the terminal they are in charge of; a terminal may only
    ask for itself and leaves it out; an inquiry has none. An expert asks for an
    interpreter only, and names the terminal of the room they are in.
    """

    type: Literal["request.create"] = "request.create"
    request: OpaqueId
    service: Slug
    language: LanguageTag
    also: Annotated[list[LanguageTag], Field(max_length=4)] = Field(default_factory=list)
    """Other languages that would do, in the order of preference."""
    person: Slug | None = None
    """Somebody by name, and nobody else."""
    urgent: bool = False
    """Before everybody who only waits longer."""
    terminal: Slug | None = None
    kind: Literal[RequestKind.VISIT, RequestKind.INTERPRETER, RequestKind.INQUIRY] = (
        RequestKind.VISIT
    )
    into: LanguageTag | None = None
    """Of an interpreter: the other language of the pair."""
    interpreter: InterpreterNeed | None = None
    """Of a visit: an interpreter who is asked for in the same step."""
    room: OpaqueId | None = None
    """The room to bring somebody into; refused with ``room_over`` when it is not the terminal's
    any more. Null: whatever room the terminal is in, or a new one."""


class RequestCancel(ClientMessage):
    """Take a request back before somebody has accepted it."""

    type: Literal["request.cancel"] = "request.cancel"
    request: OpaqueId


class RequestConclude(ClientMessage):
    """Who served it, or the clerk who was at the terminal with them, says how it ended, once who
    served it is out of its room; a later word takes the place of an earlier one. Nothing is said
    of the resident.
    """

    type: Literal["request.conclude"] = "request.conclude"
    request: OpaqueId
    outcome: VisitOutcome


Rating = Annotated[int, Field(ge=1, le=5)]
"""How a visit went, from very badly to very well: customer satisfaction (CSAT) counts 4 and 5."""


class RequestRate(ClientMessage):
    """The resident says at the terminal how the visit went, by one touch: a later word takes the
    place of an earlier one. Nothing is said of anybody.
    """

    type: Literal["request.rate"] = "request.rate"
    request: OpaqueId
    rating: Rating


class VisitTold(ServerMessage):
    """A visit that is over, told to who may say how it ended; `outcome` null: nobody has yet."""

    type: Literal["visit.state"] = "visit.state"
    request: OpaqueId
    service: Slug
    service_name: Names
    language: LanguageTag
    outcome: VisitOutcome | None


class RequestTold(ServerMessage):
    """A request's state, told to the terminal, its clerk and the room."""

    type: Literal["request.state"] = "request.state"
    request: OpaqueId
    kind: RequestKind = RequestKind.VISIT
    state: RequestState
    reason: CancelReason | None
    service: Slug
    service_name: Names
    language: LanguageTag
    into: LanguageTag | None = None
    """Of an interpreter: the other language of the pair."""
    terminal: Slug | None
    room: OpaqueId | None
    waited_s: Seconds
    rung: int
    """How many people it has rung so far, those ringing now included."""
    position: Annotated[int, Field(ge=1)] | None = None
    """Of pending: the place in the queue, 1 is next."""
    wait: WaitRange | None = None
    """Of pending: how long from now until somebody answers; null: it cannot be said."""
    why: UnservedWhy | None = None
    """Of unserved: why nobody can serve it."""
    declined: DeclineReason | None = None
    """The reason that the last person to decline it gave; null: nobody gave one."""


class Summoner(Part):
    """Who asks: the clerk by name, or the terminal itself."""

    role: Role
    name: ShortText


class ReservationAccept(ClientMessage):
    """Answer the ring."""

    type: Literal["reservation.accept"] = "reservation.accept"
    reservation: OpaqueId


class ReservationReject(ClientMessage):
    """Decline the ring; the request goes on to the next person."""

    type: Literal["reservation.reject"] = "reservation.reject"
    reservation: OpaqueId
    reason: DeclineReason | None = None
    """Null: the person gives none."""


class ReservationTold(ServerMessage):
    """A ring, or its end, told to every socket of the person."""

    type: Literal["reservation.state"] = "reservation.state"
    reservation: OpaqueId
    state: ReservationState
    request: OpaqueId
    kind: RequestKind = RequestKind.VISIT
    service: Slug
    service_name: Names
    language: LanguageTag
    into: LanguageTag | None = None
    """Of an interpreter: the other language of the pair."""
    terminal: Slug | None
    """Null, as are the names: of an inquiry or callback."""
    terminal_name: Names | None
    place_name: Names | None
    summoned_by: Summoner
    remaining_s: Seconds
    """Of pending: how long it will still ring."""
    accepted_here: bool = False
    """Of accepted: whether the receiving participant is the one that answered."""
