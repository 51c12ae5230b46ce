"""What is remembered of participants, presence, terminals, requests, reservations and rooms.

The same records come from the in-memory world and from Redis. Points in time are
seconds since the epoch of the store's own clock; nothing else may be compared to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from signaling.protocol import (
    CallbackState,
    CancelReason,
    ConnectionState,
    DeclineReason,
    EndReason,
    PresenceReason,
    PresenceState,
    RequestKind,
    RequestState,
    ReservationState,
    Role,
    RoomKind,
    RoomMode,
    RoomState,
    Seat,
    Sending,
    Strategy,
    UnservedWhy,
    VisitOutcome,
)


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """How a service rings and waits. Durations in seconds."""

    id: str
    strategy: Strategy = Strategy.LONGEST_IDLE
    ring_s: float = 25.0
    """How long one person is rung."""
    wrap_up_s: float = 0.0
    max_wait_s: float = 900.0
    reject_delay_s: float = 0.0
    """After declining, a person is not rung for so long."""
    no_answer_delay_s: float = 10.0
    """After a missed ring that does not yet set them away, likewise."""
    max_missed: int = 1
    """Missed rings in a row after which a person is set away and told so."""
    overflow_s: float = 30.0
    """`ordered`: each so many seconds of waiting open one more tier."""
    callback_again_s: float = 900.0
    """After everybody declined a callback, or the resident was not reached, the next try."""
    callback_attempts: int = 3
    """A resident who was not reached so often is not tried again."""
    callback_overtime_s: float = 3600.0
    """Who has taken it when its window closes may finish within so long; then it is erased."""


@dataclass(frozen=True, slots=True)
class Serving:
    """One pool that a person serves, and how: skill 1 to 9 (best), tier from 1 (first)."""

    pool: str
    skill: int = 5
    tier: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it is made. `new_room` is the room's id where the terminal has none."""

    request: str
    service: str
    language: str
    terminal: str | None
    new_room: str
    choices: tuple[tuple[str, ...], ...]
    """Where it looks, see `domain.pools.request_choices`."""
    kind: RequestKind = RequestKind.VISIT
    into: str | None = None
    """Of an interpreter: the other language of the pair."""
    room: str | None = None
    """The room that it must be for, if that is over it is refused; None: any."""
    beside: Asked | None = None
    """An interpreter asked for in the same step."""
    priority: int = 0
    base_s: float = 0.0
    closed: bool = False
    """The service is closed at this hour: told at once, nobody is rung."""


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
    room: str | None = None
    request: str | None = None
    """The request that the person accepted and serves in the room."""
    charges: tuple[str, ...] = ()
    """The terminals that the clerk is in charge of."""
    callbacks: tuple[str, ...] = ()
    """Open callbacks that were left here."""
    concluding: str | None = None
    """The visit that was over last, of which the person may say how it ended."""
    grace_s: float = 5.0
    room_grace_s: float = 30.0
    era: str = ""
    """The store's era in which it came in: epochs count anew in each."""
    stated_at: float = 0.0
    """When what it said of itself was so, see `domain.restate`; 0: it said nothing."""


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
    serves: tuple[Serving, ...] = ()
    duty_since: float = 0.0
    """When they last came on duty after having been away."""
    rung_at: float = 0.0
    """When they were last rung."""
    missed: int = 0
    """Missed rings in a row."""
    rests_until: float | None = None
    """Not rung before then, after a declined or missed ring."""
    day: int = 0
    served_today: int = 0
    """Conversations answered on `day`."""

    def serving(self, pool: str) -> Serving | None:
        """How the person serves the pool, None when they do not."""
        return next((each for each in self.serves if each.pool == pool), None)


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
    """The live (pending or reserved) request for a visit."""
    interpreter: str | None = None
    """The live request for an interpreter beside it."""
    since: float | None = None
    """When it last came online or went; None: never seen."""
    health: str | None = None
    """How its devices are, as it told last: a `protocol.TerminalHealth` as JSON."""


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """Somebody wants a service."""

    id: str
    state: RequestState
    reason: CancelReason | None
    service: str
    language: str
    terminal: str | None
    room: str | None
    created_by: str
    created_at: float
    served_at: float | None
    """When it was accepted or canceled: waiting ended then."""
    rung: int
    """How many people it has rung."""
    choices: tuple[tuple[str, ...], ...] = ()
    """Pools that can serve it: groups in the order of preference, see `domain.pools`."""
    priority: int = 0
    base_s: float = 0.0
    """Head start in the queue, as if it had waited so long already."""
    reservations: tuple[str, ...] = ()
    """What rings for it now: one, or several with `ring_all`."""
    declined: tuple[str, ...] = ()
    """Persons who declined it, and who asks: they are not asked."""
    why: UnservedWhy | None = None
    """Of unserved: why."""
    decline: DeclineReason | None = None
    """The reason that was last given for declining it."""
    served_by: str | None = None
    """The participant who accepted it."""
    attended_by: str | None = None
    """The participant of the clerk who was at the terminal with them when they left."""
    outcome: VisitOutcome | None = None
    """How it ended, as one of these two sees it."""
    kind: RequestKind = RequestKind.VISIT
    into: str | None = None
    """Of an interpreter: the other language of the pair."""
    asker: str | None = None
    """The person who asks: among `declined` from the start, nobody is rung for themselves."""
    callback: str | None = None
    """The callback that it was made for; nobody made it then, `created_by` is empty."""

    @property
    def refusals(self) -> frozenset[str]:
        """Persons who said that they cannot take it."""
        return frozenset(self.declined) - {self.asker}

    @property
    def pools(self) -> tuple[str, ...]:
        """All pools that can serve it."""
        return tuple(pool for group in self.choices for pool in group)

    @property
    def rank(self) -> tuple[float, str]:
        """Its turn: the lowest is served first. Priority, then score, then first come."""
        return -self.priority * PRIORITY_S + self.created_at - self.base_s, self.id


PRIORITY_S = 1e8
"""One step of priority outweighs any waiting: three years of it."""


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
class Origin:
    """The statement by which a room was put back after the store had lost its data."""

    era: str
    revision: int
    said_at: float

    @property
    def rank(self) -> tuple[float, int]:
        """The higher is the newer."""
        return float(self.era), self.revision


@dataclass(frozen=True, slots=True)
class RoomRecord:
    """Who is together. `generations` maps ``a|b``, ids in order, to the highest one offered."""

    id: str
    state: RoomState
    reason: EndReason | None
    revision: int
    mode: RoomMode
    terminal: str | None
    service: str | None
    language: str | None
    opened_at: float
    was_live: bool = False
    wanted: RoomMode | None = None
    """The mode that begins once everybody who has to has confirmed."""
    confirmed: tuple[str, ...] = ()
    """Who has confirmed for the wanted mode."""
    canceled: CancelReason | None = None
    """Why the room's latest canceled request was canceled."""
    members: tuple[MemberRecord, ...] = ()
    generations: Mapping[str, int] = field(default_factory=dict)
    kind: RoomKind = RoomKind.VISIT
    request: str | None = None
    """Of an inquiry: its live request. A visit's stand at its terminal."""
    origin: Origin | None = None

    @property
    def modes(self) -> tuple[RoomMode, ...]:
        """The mode in force, and the wanted one while the room goes over to it."""
        return (self.mode,) if self.wanted is None else (self.mode, self.wanted)


@dataclass(frozen=True, slots=True)
class CallbackLeft:
    """A callback as it is left; its window is `from_s` until `until_s` seconds from now."""

    callback: str
    service: str
    language: str
    terminal: str | None
    choices: tuple[tuple[str, ...], ...]
    """Where it looks, see `domain.pools.request_choices`."""
    sealed: str
    """The contact, sealed with a key that the store does not have."""
    from_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class CallbackRecord:
    """A callback. `rounds` counts the requests made for it, `attempt` how often it was taken."""

    id: str
    state: CallbackState
    service: str
    language: str
    terminal: str | None
    created_by: str
    opens_at: float
    closes_at: float
    choices: tuple[tuple[str, ...], ...] = ()
    sealed: str | None = None
    """None: erased."""
    rounds: int = 0
    attempt: int = 0
    request: str | None = None
    """Of due and taken: the request for it."""
    taken_by: str | None = None
    """The participant who has taken it, or had when it was over."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something changed that `to` (None: whoever it concerns on any node) should be told.

    Notices say what changed, not how: the receiving node reads the record and tells its
    whole present state, so that a lost or doubled notice does no harm. `payload` is
    used only by ``relay``.
    """

    to: str | None
    about: str
    """presence, terminal, request, reservation, room, visit, alarm, callback, availability,
    relay, replaced, or resync: notices were lost, everything has to be told anew"""
    id: str
    payload: str = ""
