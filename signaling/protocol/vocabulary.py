"""The words of the wire: ids, roles, purposes and states.

Each enumeration is the one list of its words; the transition tables in
:mod:`signaling.domain` use the same members, so a state cannot exist on the
wire that the tables do not know.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

PROTOCOL_VERSION = 1
"""Raised by every change that an older peer would misread."""

_SLUG = r"^[a-z0-9][a-z0-9_-]{0,63}$"
_OPAQUE = r"^[A-Za-z0-9_.:-]{4,96}$"

Slug = Annotated[str, StringConstraints(pattern=_SLUG)]
"""Ids that people choose in configuration: services, places, persons, terminals."""

OpaqueId = Annotated[str, StringConstraints(pattern=_OPAQUE)]
"""Ids that programs make: participants, requests, reservations, rooms, message ids."""

LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
"""A BCP 47 language tag, for example ``fi``, ``sv``, ``uk`` or ``fse`` (Finnish Sign Language)."""

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""A duration in seconds. The wire carries no points in time: browsers' clocks are wrong."""

Generation = Annotated[int, Field(ge=1, le=1_000_000)]
"""Which peer connection of a pair is meant; the highest one is the living one."""


class Role(StrEnum):
    """What a token lets its bearer be."""

    TERMINAL = "terminal"
    CLERK = "clerk"
    EXPERT = "expert"
    INTERPRETER = "interpreter"
    SUPERVISOR = "supervisor"
    GUARD = "guard"
    """Called by alarms only: no presence, never rung."""
    OPERATOR = "operator"


STAFF = frozenset({Role.CLERK, Role.EXPERT, Role.INTERPRETER})
"""Roles that have presence and can be rung."""


class Seat(StrEnum):
    """Where a clerk sits in relation to the terminal."""

    AT_DESK = "at_desk"
    """Beside the resident: speaks through the terminal, the console is silent."""
    REMOTE = "remote"
    """Elsewhere, with camera and microphone of their own."""


class Purpose(StrEnum):
    """What a media track is for. Named in the offer, never guessed from order."""

    VOICE = "voice"
    FACE = "face"
    DOCUMENT = "document"
    SCREEN = "screen"


class PresenceState(StrEnum):
    """A person's availability."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    RESERVED = "reserved"
    BUSY = "busy"
    WRAP_UP = "wrap_up"
    AWAY = "away"


class PresenceReason(StrEnum):
    """Why a person's presence is what it is."""

    SELF = "self"
    SIGNED_IN = "signed_in"
    BREAK = "break"
    MEETING = "meeting"
    TRAINING = "training"
    MISSED_RING = "missed_ring"
    CONNECTION_LOST = "connection_lost"
    SIGNED_OUT = "signed_out"
    CONVERSATION = "conversation"


AWAY_REASONS = frozenset(
    {PresenceReason.SELF, PresenceReason.BREAK, PresenceReason.MEETING, PresenceReason.TRAINING}
)
"""The reasons that a person may give for being away; the others are the system's."""


class RequestState(StrEnum):
    """Where a request for a service stands."""

    PENDING = "pending"
    RESERVED = "reserved"
    ASSIGNED = "assigned"
    WRAPPING = "wrapping"
    COMPLETED = "completed"
    CANCELED = "canceled"


class RequestKind(StrEnum):
    """What somebody is wanted for."""

    VISIT = "visit"
    """A specialist for the resident at a terminal."""
    INTERPRETER = "interpreter"
    """An interpreter beside them, in the same room."""
    INQUIRY = "inquiry"
    """A clerk's short question to a specialist, without the resident."""
    CALLBACK = "callback"
    """A resident who found nobody wants to be reached later."""


class CancelReason(StrEnum):
    """Why a request was canceled."""

    WITHDRAWN = "withdrawn"
    """The clerk, or the resident, took it back."""
    ABANDONED = "abandoned"
    """Whoever asked is gone."""
    UNSERVED = "unserved"
    """Nobody on duty can serve it."""
    EXPIRED = "expired"
    """It waited longer than the service allows."""


class ReservationState(StrEnum):
    """One request held for one person."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    RESCINDED = "rescinded"
    CANCELED = "canceled"


class DeclineReason(StrEnum):
    """Why a person does not take a ring. Of the work, never of the resident."""

    BUSY_NOW = "busy_now"
    """Something else has to be finished first."""
    WRONG_SERVICE = "wrong_service"
    """Another service would be the right one."""
    NEEDS_OTHER_LANGUAGE = "needs_other_language"
    """They do not speak the language well enough for this."""


class VisitOutcome(StrEnum):
    """How a conversation ended for the matter it was about, as who served it sees it."""

    SETTLED = "settled"
    CONTINUES = "continues"
    """With a decision, an application or another visit to come."""
    TRANSFERRED = "transferred"
    """To another specialist here, in the same visit."""
    REFERRED_ELSEWHERE = "referred_elsewhere"
    """To another service or channel."""
    INTERRUPTED = "interrupted"
    """By a fault, or by somebody leaving before it was done."""


class CallbackState(StrEnum):
    """Where a callback stands."""

    SCHEDULED = "scheduled"
    """Its window has not opened, or it waits for the next try in it."""
    DUE = "due"
    """A request for it looks for one of the service's people."""
    TAKEN = "taken"
    """Somebody has it and tries to reach the resident."""
    DONE = "done"
    """The resident was reached."""
    UNREACHED = "unreached"
    """Tried as often as it may be; nobody answered."""
    EXPIRED = "expired"
    """The window has closed."""
    WITHDRAWN = "withdrawn"


class CallbackOutcome(StrEnum):
    """How an attempt to reach somebody went."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    RETURNED = "returned"
    """Given back untried, which counts as no attempt."""


class RoomState(StrEnum):
    """Who is together now."""

    WAITING = "waiting"
    """The terminal waits for a counterpart; no media flows."""
    LIVE = "live"
    """The terminal and at least one counterpart with media are together."""
    ENDED = "ended"


class RoomKind(StrEnum):
    """What a room is for: it decides who holds it and what may flow in it."""

    VISIT = "visit"
    """With the resident at a terminal."""
    INQUIRY = "inquiry"
    """A clerk and a specialist by themselves: text peer to peer, voice if wanted."""
    CALLBACK = "callback"
    """A specialist reaches a resident by other means; no media."""


class EndReason(StrEnum):
    """Why a room ended."""

    ENDED_BY_STAFF = "ended_by_staff"
    ENDED_BY_RESIDENT = "ended_by_resident"
    STAFF_LEFT = "staff_left"
    """The last member of staff left or was lost."""
    TERMINAL_LOST = "terminal_lost"
    UNSERVED = "unserved"
    """Nobody came: the request was canceled and nobody else is in the room."""


class RoomMode(StrEnum):
    """Which of the room's rules for who hears and sees whom is in force."""

    CONVERSATION = "conversation"
    """Everybody hears and sees everybody."""
    CONSULTATION = "consultation"
    """Staff among themselves; the resident neither hears nor sees them, nor is heard or seen."""


class Strategy(StrEnum):
    """Which of the free people of a service is rung."""

    LONGEST_IDLE = "longest_idle"
    """Who has been free longest."""
    ROUND_ROBIN = "round_robin"
    """Whose last ring is longest ago."""
    FEWEST_TODAY = "fewest_today"
    """Who has had the fewest conversations today; equal ones by longest idle."""
    RING_ALL = "ring_all"
    """Everybody who is free, at once; the first to answer has it."""
    ORDERED = "ordered"
    """The first tier; after a set time of waiting the next tier too. Within one by longest idle."""
    BEST_SKILL = "best_skill"
    """Who knows it best; equal ones by longest idle."""


class UnservedWhy(StrEnum):
    """Why nobody can serve a request now."""

    CLOSED = "closed"
    """The service is closed at this hour."""
    NOBODY_ON_DUTY = "nobody_on_duty"
    ALL_DECLINED = "all_declined"
    """Everybody on duty has said that they cannot take this one."""


class AlarmState(StrEnum):
    """Where a guard alarm stands."""

    RAISED = "raised"
    ESCALATED = "escalated"
    """Nobody acknowledged it in time: everybody who could help is called."""
    ACKNOWLEDGED = "acknowledged"
    """Somebody is going."""
    CLEARED = "cleared"


class ConnectionState(StrEnum):
    """A participant's hold on the server."""

    CONNECTED = "connected"
    LOST = "lost"
    """The socket is gone; the place is kept for a grace period."""
    GONE = "gone"
