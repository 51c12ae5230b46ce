"""The whole state of one tenant in memory, and the smallest moves on it.

An operation makes its moves, marks what they may have unsettled (rooms, requests,
people), and ends with :func:`signaling.domain.settle.settle`, which works the marks off.
What has to be told to whom is collected as notices. The Redis scripts are built the
same way, from the same tables, and one contract suite holds both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from signaling.protocol import (
    ErrorCode,
    PresenceReason,
    PresenceState,
    ProtocolError,
    RequestKind,
    RequestState,
)

from .alarm import AlarmRecord
from .experience import EVERYONE, Experience
from .ranked import Ranked
from .records import (
    CallbackRecord,
    Notice,
    ParticipantRecord,
    PresenceRecord,
    RequestRecord,
    ReservationRecord,
    RoomRecord,
    ServiceRules,
    TerminalRecord,
)
from .request import LIVE_REQUEST
from .tally import HOUR_S, KEPT_HOURS, Tally, hour_of, tally_id

_R = TypeVar("_R")

FORGET_S = 600.0
"""How long what is over can still be read, so that a late question gets a clear answer."""


@dataclass
class World:
    """State, timers and nodes; the marks and notices of the operation under way."""

    participants: dict[str, ParticipantRecord] = field(default_factory=dict)
    people: dict[str, PresenceRecord] = field(default_factory=dict)
    terminals: dict[str, TerminalRecord] = field(default_factory=dict)
    requests: dict[str, RequestRecord] = field(default_factory=dict)
    reservations: dict[str, ReservationRecord] = field(default_factory=dict)
    rooms: dict[str, RoomRecord] = field(default_factory=dict)
    callbacks: dict[str, CallbackRecord] = field(default_factory=dict)
    services: dict[str, ServiceRules] = field(default_factory=dict)
    experience: dict[str, Experience] = field(default_factory=dict)
    """What each service has learnt from what happened; `EVERYONE` is all of them together."""
    tallies: dict[str, Tally] = field(default_factory=dict)
    """What became of visits, by `tally.tally_id`."""
    alarms: dict[str, AlarmRecord] = field(default_factory=dict)
    alarmed: dict[str, str] = field(default_factory=dict)
    """The open alarm by where it is, see `AlarmRecord.at`."""
    era: str = ""
    """When this world began, as text; another era means that all before is lost."""
    returning_until: float | None = None
    """People come back from an era that is lost: until then nobody is told "unserved"."""
    timers: dict[str, float] = field(default_factory=dict)
    nodes: dict[str, float] = field(default_factory=dict)

    free: defaultdict[str, Ranked] = field(default_factory=lambda: defaultdict(Ranked))
    """By pool: who can be rung, by the strategy's rank."""
    duty: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By pool: who serves today, even if not this minute."""
    waiting: defaultdict[str, Ranked] = field(default_factory=lambda: defaultdict(Ranked))
    """By pool: which requests wait for somebody, by their turn."""

    unsettled_rooms: dict[str, None] = field(default_factory=dict)
    unsettled_requests: dict[str, None] = field(default_factory=dict)
    unsettled_people: dict[str, None] = field(default_factory=dict)
    unsettled_pools: dict[str, None] = field(default_factory=dict)
    notices: dict[tuple[str | None, Notice], None] = field(default_factory=dict)
    """Keys are (node, notice), None for all nodes; a dict keeps order and drops doubles."""

    # Looking up -------------------------------------------------------------------
    def participant(self, participant: str) -> ParticipantRecord:
        """Raises ``unknown_participant``."""
        return _found(self.participants.get(participant), ErrorCode.UNKNOWN_PARTICIPANT)

    def person_of(self, participant: ParticipantRecord) -> PresenceRecord:
        """The presence that the participant is a connection of."""
        return self.people[participant.subject]

    def terminal(self, terminal: str) -> TerminalRecord:
        """A terminal; one never seen is offline."""
        return self.terminals.get(terminal) or TerminalRecord(id=terminal, online=False)

    def request(self, request: str) -> RequestRecord:
        """Raises ``unknown_request``."""
        return _found(self.requests.get(request), ErrorCode.UNKNOWN_REQUEST)

    def reservation(self, reservation: str) -> ReservationRecord:
        """Raises ``unknown_reservation``."""
        return _found(self.reservations.get(reservation), ErrorCode.UNKNOWN_RESERVATION)

    def room(self, room: str) -> RoomRecord:
        """Raises ``unknown_room``."""
        return _found(self.rooms.get(room), ErrorCode.UNKNOWN_ROOM)

    def callback(self, callback: str) -> CallbackRecord:
        """Raises ``unknown_callback``."""
        return _found(self.callbacks.get(callback), ErrorCode.UNKNOWN_CALLBACK)

    def service(self, service: str) -> ServiceRules:
        """A service's rules; the plain ones for a service without its own."""
        return self.services.get(service) or ServiceRules(id=service)

    def observe(self, service: str, seen: Callable[[Experience], Experience]) -> None:
        """Something happened that waiting times are estimated from."""
        for id_ in (service, EVERYONE):
            self.experience[id_] = seen(self.experience.get(id_, Experience()))

    def count(self, now: float, request: RequestRecord, **more: float) -> None:
        """Something became of a visit; what is no visit is not counted."""
        if request.kind is not RequestKind.VISIT:
            return
        hour = hour_of(now)
        id_ = tally_id(hour, request.service)
        self.tallies[id_] = self.tallies.get(id_, Tally()).plus(more)
        self.set_timer("forget", f"tally:{id_}", (hour + KEPT_HOURS) * HOUR_S)

    def person(self, person: str) -> PresenceRecord:
        """A person's presence; somebody never seen is offline."""
        return self.people.get(person) or PresenceRecord(
            person=person,
            state=PresenceState.OFFLINE,
            reason=PresenceReason.SIGNED_OUT,
            since=0.0,
        )

    def begin(self, now: float) -> str:
        """The era, which begins with the first that happens in it."""
        self.era = self.era or f"{now:.6f}"
        return self.era

    def returns_until(self, now: float) -> float | None:
        """Until when people may still come back who could help; None: all who do have."""
        until = self.returning_until
        return until if until is not None and now < until else None

    # Changing ---------------------------------------------------------------------
    def change_participant(self, participant: str, **changes: Any) -> ParticipantRecord:
        """Replace fields of a participant."""
        changed = replace(self.participants[participant], **changes)
        self.participants[participant] = changed
        return changed

    def change_terminal(self, terminal: str, **changes: Any) -> None:
        """Replace fields of a terminal, and tell."""
        self.terminals[terminal] = replace(self.terminal(terminal), **changes)
        self.broadcast("terminal", terminal)

    def change_request(self, request: str, **changes: Any) -> RequestRecord:
        """Replace fields of a request, and tell the terminal, who asked, and its clerk; of an
        interpreter everybody in the room, any of whom might ask. Whether a visit rings or
        waits is told to all clerks of the place, as the terminal's state.
        """
        before = self.requests[request]
        changed = replace(before, **changes)
        self.requests[request] = changed
        for pool in changed.pools:
            if changed.state is RequestState.PENDING:
                self.waiting[pool].put(request, changed.rank[0])
            else:
                self.waiting[pool].discard(request)
        told = [changed.created_by]
        if changed.terminal is not None:
            terminal = self.terminal(changed.terminal)
            told += [to for to in (terminal.participant, terminal.in_charge) if to is not None]
            turned = changed.state is not before.state and changed.state in LIVE_REQUEST
            if turned and changed.kind is RequestKind.VISIT:
                self.broadcast("terminal", changed.terminal)
        if changed.kind is RequestKind.INTERPRETER and changed.room in self.rooms:
            told += [member.participant for member in self.rooms[changed.room].members]
        self.tell_all(told, "request", request)
        return changed

    def change_reservation(self, reservation: str, **changes: Any) -> ReservationRecord:
        """Replace fields of a reservation, and tell the person."""
        changed = replace(self.reservations[reservation], **changes)
        self.reservations[reservation] = changed
        self.tell_all(self.person(changed.person).connections, "reservation", reservation)
        return changed

    def change_room(self, room: str, **changes: Any) -> RoomRecord:
        """Replace fields of a room, count its revision, and tell members old and new."""
        before = self.rooms[room]
        after = replace(before, revision=before.revision + 1, **changes)
        self.rooms[room] = after
        told = [m.participant for m in (*before.members, *after.members)]
        self.tell_all(told, "room", room)
        return after

    def change_callback(self, callback: str, **changes: Any) -> CallbackRecord:
        """Replace fields of a callback, and tell who left it and who has, or had, taken it."""
        before = self.callbacks[callback]
        after = replace(before, **changes)
        self.callbacks[callback] = after
        told = [after.created_by, before.taken_by, after.taken_by]
        self.tell_all(filter(None, told), "callback", callback)
        return after

    # Telling ----------------------------------------------------------------------
    def tell(self, to: str, about: str, id_: str, payload: str = "") -> None:
        """A notice to one participant, by way of its node."""
        participant = self.participants.get(to)
        if participant is not None:
            self.notices[(participant.node, Notice(to, about, id_, payload))] = None

    def tell_all(self, to: Iterable[str], about: str, id_: str) -> None:
        """A notice to several participants."""
        for participant in to:
            self.tell(participant, about, id_)

    def broadcast(self, about: str, id_: str) -> None:
        """A notice to every node."""
        self.notices[(None, Notice(None, about, id_))] = None

    def tell_node(self, node: str) -> None:
        """A node that was taken for dead, should it live after all: put your participants back."""
        self.notices[(node, Notice(None, "resync", ""))] = None

    def take_notices(self) -> list[tuple[str | None, Notice]]:
        """The notices collected so far; they are handed out once."""
        taken = list(self.notices)
        self.notices.clear()
        return taken

    # Timers -----------------------------------------------------------------------
    def set_timer(self, kind: str, id_: str, due: float) -> None:
        """(Re)set the one timer of that kind and id."""
        self.timers[f"{kind}:{id_}"] = due

    def stop_timer(self, kind: str, id_: str) -> None:
        """Stop it; none is fine."""
        self.timers.pop(f"{kind}:{id_}", None)


def _found(record: _R | None, code: ErrorCode) -> _R:
    if record is None:
        raise ProtocolError(code)
    return record
