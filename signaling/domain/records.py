"""What is remembered of participants, presence, terminals, requests, reservations and rooms.

The same records come from the in-memory world and from Redis. Points in time are
seconds since the epoch of the store's own clock; nothing else may be compared to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from signaling.protocol import (
    CancelReason,
    ConnectionState,
    EndReason,
    PresenceReason,
    PresenceState,
    RequestState,
    ReservationState,
    Role,
    RoomMode,
    RoomState,
    Seat,
    Sending,
)


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who comes in on a socket, and what the directory says of them at that moment.

    `pools` are the ``service/language`` pairs that the person serves; empty for a
    terminal. `grace_s` is how long a dropped participant's place is kept, and
    `room_grace_s` how long while in a room.
    """

    participant: str
    role: Role
    subject: str
    """The person's or the terminal's id."""
    name: str
    node: str
    languages: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    grace_s: float = 5.0
    room_grace_s: float = 30.0


@dataclass(frozen=True, slots=True)
class ParticipantRecord:
    """A participant. `epoch` counts its sockets: what an older one says of it is stale."""

    id: str
    role: Role
    subject: str
    name: str
    node: str
    epoch: int
    connection: ConnectionState
    languages: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    room: str | None = None
    request: str | None = None
    """The request that the person accepted and serves in the room."""
    charges: tuple[str, ...] = ()
    """The terminals that the clerk is in charge of."""
    grace_s: float = 5.0
    room_grace_s: float = 30.0


@dataclass(frozen=True, slots=True)
class PresenceRecord:
    """A person's availability."""

    person: str
    state: PresenceState
    reason: PresenceReason
    since: float
    ends_at: float | None = None
    reservation: str | None = None
    request: str | None = None
    """Of wrap_up: the request being wrapped up."""
    after: PresenceState = PresenceState.AWAY
    """What to return to after a conversation: available or away."""
    connections: tuple[str, ...] = ()
    """The person's participants: several tabs and devices are one presence."""
    pools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TerminalRecord:
    """A terminal: connected or not, who is in charge, what goes on there."""

    id: str
    online: bool
    participant: str | None = None
    in_charge: str | None = None
    """The participant of the clerk in charge."""
    seat: Seat | None = None
    room: str | None = None
    request: str | None = None
    """The live (pending or reserved) request."""


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """Somebody wants a service."""

    id: str
    state: RequestState
    reason: CancelReason | None
    service: str
    language: str
    terminal: str
    room: str | None
    created_by: str
    created_at: float
    served_at: float | None
    """When it was accepted or canceled: waiting ended then."""
    rung: int
    reservation: str | None
    ring_s: float
    wrap_up_s: float
    declined: tuple[str, ...] = ()
    """Persons who declined it: they are not asked again."""

    @property
    def pool(self) -> str:
        """The ``service/language`` pair that can serve it."""
        return f"{self.service}/{self.language}"


@dataclass(frozen=True, slots=True)
class ReservationRecord:
    """One request held for one person."""

    id: str
    state: ReservationState
    request: str
    person: str
    due_at: float
    accepted_by: str | None


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A participant in a room."""

    participant: str
    role: Role
    subject: str
    name: str
    seat: Seat | None
    connected: bool
    sending: Sending
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomRecord:
    """Who is together. `generations` maps ``a|b``, ids in order, to the highest one offered."""

    id: str
    state: RoomState
    reason: EndReason | None
    revision: int
    mode: RoomMode
    terminal: str
    service: str | None
    language: str | None
    opened_at: float
    was_live: bool = False
    canceled: CancelReason | None = None
    """Why the room's latest canceled request was canceled."""
    members: tuple[MemberRecord, ...] = ()
    generations: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something changed that `to` (None: whoever it concerns on any node) should be told.

    Notices say what changed, not how: the receiving node reads the record and tells its
    whole present state, so that a lost or doubled notice does no harm. `payload` is
    used only by ``relay``.
    """

    to: str | None
    about: str
    """presence, terminal, request, reservation, room, availability, relay, replaced, or
    resync: notices were lost, everything has to be told anew"""
    id: str
    payload: str = ""
