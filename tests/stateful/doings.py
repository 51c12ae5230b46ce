"""What people at random do to a town, as data: the same doing can be tried on any state.

Ids of rings and rooms, and epochs, are looked up in the state at hand, so that a shrunk example
reads as what people did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from signaling.domain.alarm import Pressed
from signaling.domain.entrance import Entrance
from signaling.domain.pools import request_choices
from signaling.domain.records import Asked, ParticipantRecord, Serving
from signaling.domain.world import World
from signaling.protocol import (
    ConnectionState,
    PresenceReason,
    PresenceState,
    RequestKind,
    Role,
    RoomMode,
    Seat,
    Sending,
)

EXPERTS = ("aino", "eino", "olavi")
CLERKS = ("kaisa", "tuomo")
TERMINALS = ("lavia-1", "porina-1")
INTERPRETER, ARABIC = "tuula", "tulkkaus/ar+fi"
POOLS = {
    "aino": (Serving("vero/fi", skill=3, tier=1), Serving("kela/fi", skill=9, tier=2)),
    "eino": (Serving("vero/fi", skill=8, tier=2), Serving("vero/sv")),
    "olavi": (Serving("kela/fi@lavia"), Serving("vero/fi", skill=5, tier=1)),
    "kaisa": (Serving("vero/fi", skill=1, tier=3),),
    INTERPRETER: (Serving(ARABIC),),
}
STAFF_SOCKETS = [f"p_{name}" for name in (*EXPERTS, *CLERKS, INTERPRETER)]
TERMINAL_SOCKETS = [f"t_{name}" for name in TERMINALS]
SECOND_SOCKETS = [f"{socket}#2" for socket in STAFF_SOCKETS]
"""A second tab or device of each person."""

DAY = 20261123


@dataclass(frozen=True)
class Call:
    """One method of a store and what it is given."""

    method: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Doing:
    """Something that somebody does, by name; `on` makes the call for a state and a node."""

    name: str
    what: tuple[Any, ...]
    make: Callable[[World, str], Call]

    def on(self, w: World, node: str) -> Call:
        return self.make(w, node)

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(map(repr, self.what))})"


def _doing(name: str, *what: Any) -> Callable[[Callable[[World, str], Call]], Doing]:
    return lambda make: Doing(name, what, make)


def _who(socket: str) -> tuple[str, Role]:
    subject = socket[2:].split("#", maxsplit=1)[0]
    role = Role.TERMINAL if socket.startswith("t_") else Role.EXPERT
    roles = {**dict.fromkeys(CLERKS, Role.CLERK), INTERPRETER: Role.INTERPRETER}
    return subject, roles.get(subject, role)


def entering(socket: str) -> Doing:
    """A socket opens, or opens anew: the same participant at whichever node."""
    subject, role = _who(socket)

    @_doing("enter", socket)
    def doing(_: World, node: str) -> Call:
        entrance = Entrance(
            socket, role, subject, subject.title(), node, serves=POOLS.get(subject, ()), day=DAY
        )
        return Call("enter", (entrance,))

    return doing


def leaving(socket: str, parts: bool, stale: bool) -> Doing:
    """A socket closes; `stale`: what is said of it is about an older one."""

    @_doing("leave", socket, parts, stale)
    def doing(w: World, _: str) -> Call:
        record = w.participants.get(socket)
        epoch = (record.epoch if record else 1) - stale
        return Call("part" if parts else "drop", (socket, epoch))

    return doing


def presence(socket: str, state: PresenceState) -> Doing:
    @_doing("set_presence", socket, str(state))
    def doing(_: World, __: str) -> Call:
        return Call("set_presence", (socket, state, PresenceReason.SELF))

    return doing


def prolonging(socket: str) -> Doing:
    @_doing("prolong", socket)
    def doing(_: World, __: str) -> Call:
        return Call("prolong", (socket, 30.0))

    return doing


def taking_charge(clerk: str, terminal: str, seat: Seat | None, take_over: bool) -> Doing:
    """`seat` None: giving it up."""

    @_doing("attach", clerk, terminal, seat and str(seat), take_over)
    def doing(_: World, __: str) -> Call:
        if seat is None:
            return Call("detach", (clerk, terminal))
        return Call("attach", (clerk, terminal, seat, take_over))

    return doing


@dataclass(frozen=True)
class Wish:
    """What is asked for."""

    kind: RequestKind = RequestKind.VISIT
    pool: str = "vero/fi"
    languages: tuple[str, ...] = ()
    person: str | None = None
    priority: int = 0
    closed: bool = False
    interpreter: bool = False


def asking(number: int, socket: str, terminal: str, wish: Wish) -> Doing:
    """A request; the same number again is the same message again."""

    @_doing("ask", number, socket, terminal, wish)
    def doing(_: World, __: str) -> Call:
        request = f"req-{number}"
        interpreter = _interpreter(f"{request}-i", terminal)
        if wish.kind is RequestKind.INTERPRETER:
            return Call("create_request", (socket, interpreter))
        service, language = wish.pool.split("/")
        # The server lets only clerks inquire.
        kind = RequestKind.VISIT if socket.startswith("t_") else wish.kind
        at = None if kind is RequestKind.INQUIRY else terminal
        place = terminal.split("-", maxsplit=1)[0]
        asked = Asked(
            request=request,
            service=service,
            language=language,
            terminal=at,
            new_room=f"room-{request}",
            choices=request_choices(service, wish.languages or (language,), place, wish.person),
            kind=kind,
            beside=interpreter if wish.interpreter and at else None,
            priority=wish.priority,
            closed=wish.closed,
        )
        return Call("create_request", (socket, asked))

    return doing


def _interpreter(request: str, terminal: str) -> Asked:
    return Asked(
        request=request,
        service="tulkkaus",
        language="ar",
        terminal=terminal,
        new_room=f"room-{request}",
        choices=((ARABIC,),),
        kind=RequestKind.INTERPRETER,
        into="fi",
    )


def taking_back(number: int, socket: str) -> Doing:
    @_doing("cancel", number, socket)
    def doing(_: World, __: str) -> Call:
        return Call("cancel_request", (socket, f"req-{number}"))

    return doing


def answering(socket: str, yes: bool) -> Doing:
    """The last ring of the person, whether it still rings or not: accepted twice, too late."""

    @_doing("answer" if yes else "decline", socket)
    def doing(w: World, _: str) -> Call:
        person = socket[2:].split("#", maxsplit=1)[0]
        rung = [r for r in w.reservations.values() if r.person == person]
        last = max(rung, key=lambda r: (r.due_at, r.id)).id if rung else "nothing.1"
        ring = w.person(person).reservation or last
        return Call("accept", (socket, ring, DAY)) if yes else Call("reject", (socket, ring))

    return doing


def opening(clerk: str, terminal: str) -> Doing:
    @_doing("open_room", clerk, terminal)
    def doing(w: World, _: str) -> Call:
        return Call("open_room", (clerk, terminal, f"opened-{len(w.rooms)}-{clerk}"))

    return doing


def in_room(socket: str, what: str) -> Doing:
    """`what` somebody does in the room they are in, or were in last."""

    @_doing(what, socket)
    def doing(w: World, _: str) -> Call:
        record = w.participants.get(socket)
        room = (record.room if record else None) or max(w.rooms, default="none")
        if what == "confirm":
            kept = w.rooms.get(room)
            return Call("confirm", (socket, room, kept.revision if kept else 0))
        if what in (RoomMode.CONSULTATION, RoomMode.CONVERSATION):
            return Call("set_mode", (socket, room, RoomMode(what)))
        if what == "mute":
            return Call("set_media", (socket, room, Sending(voice=False)))
        return Call("end_room" if what == "end" else "leave_room", (socket, room))

    return doing


def alarming(socket: str, number: int, terminal: str | None) -> Doing:
    """The guard button, pressed twice or by several."""

    @_doing("alarm", socket, number, terminal)
    def doing(_: World, __: str) -> Call:
        subject, role = _who(socket)
        pressed = Pressed(
            f"alarm-{number}", socket, role, subject, subject, ("porina",), terminal, since_s=0.5
        )
        return Call("raise_alarm", (pressed,))

    return doing


def going(person: str, number: int, what: str) -> Doing:
    """Somebody is going there, has been there, or has been told."""

    @_doing(what, person, number)
    def doing(_: World, __: str) -> Call:
        alarm = f"alarm-{number}"
        if what == "reach":
            return Call("reach_alarm", (alarm,))
        if what == "acknowledge":
            return Call("acknowledge_alarm", (alarm, person, person.title()))
        return Call("clear_alarm", (alarm, person))

    return doing


def wishes() -> st.SearchStrategy[Wish]:
    """What people ask for."""
    kinds = [*[RequestKind.VISIT] * 4, RequestKind.INQUIRY, RequestKind.INTERPRETER]
    return st.builds(
        Wish,
        kind=st.sampled_from(kinds),
        pool=st.sampled_from(["vero/fi", "vero/fi", "vero/sv", "kela/fi"]),
        languages=st.sampled_from([(), (), ("sv", "fi")]),
        person=st.sampled_from([None, None, None, None, *EXPERTS]),
        priority=st.sampled_from([0, 0, 1]),
        closed=st.sampled_from([*[False] * 19, True]),
        interpreter=st.sampled_from([False, False, True]),
    )


def doings() -> st.SearchStrategy[Doing]:
    """Anything that anybody might do, sensible or not."""
    terminal, clerk = st.sampled_from(TERMINALS), st.sampled_from([f"p_{c}" for c in CLERKS])
    staff = st.sampled_from([*STAFF_SOCKETS, *SECOND_SOCKETS])
    anybody = st.sampled_from([*STAFF_SOCKETS, *SECOND_SOCKETS, *TERMINAL_SOCKETS])
    number, seats = st.integers(0, 12), st.sampled_from([*Seat, None])
    asker = st.one_of(clerk, st.sampled_from(TERMINAL_SOCKETS))
    few, steps = st.integers(0, 2), ["acknowledge", "clear", "reach"]
    in_rooms = ["leave", "end", "mute", "confirm", *map(str, RoomMode)]
    return st.one_of(
        st.builds(entering, anybody),
        st.builds(leaving, anybody, st.booleans(), st.booleans()),
        st.builds(presence, staff, st.sampled_from([PresenceState.AVAILABLE, PresenceState.AWAY])),
        st.builds(taking_charge, clerk, terminal, seats, st.booleans()),
        st.builds(asking, number, asker, terminal, wishes()),
        st.builds(taking_back, number, asker),
        st.builds(answering, staff, st.booleans()),
        st.builds(opening, clerk, terminal),
        st.builds(in_room, anybody, st.sampled_from(in_rooms)),
        st.builds(prolonging, staff),
        st.builds(alarming, anybody, few, st.none() | terminal),
        st.builds(going, st.sampled_from([*CLERKS, *EXPERTS]), few, st.sampled_from(steps)),
    )


def likely(w: World, wish: Wish) -> list[Doing]:
    """What people would do next in this state: random doings alone seldom get anywhere."""
    found = []
    for socket in (*STAFF_SOCKETS, *TERMINAL_SOCKETS):
        record = w.participants.get(socket)
        if record is None or record.connection is not ConnectionState.CONNECTED:
            found.append(entering(socket))
        elif socket.startswith("t_"):
            found += _at_terminal(w, record, wish)
        else:
            found += _of_person(w, record, wish)
    return found


def _at_terminal(w: World, record: ParticipantRecord, wish: Wish) -> list[Doing]:
    terminal = w.terminal(record.subject)
    if terminal.request is None:
        return [asking(len(w.requests), record.id, terminal.id, wish)] * 2
    return [in_room(record.id, "end")] if w.rooms[record.room or ""].was_live else []


def _of_person(w: World, record: ParticipantRecord, wish: Wish) -> list[Doing]:
    person, id_ = w.person(record.subject), record.id
    found = []
    if person.reservation is not None:
        return [*[answering(id_, True)] * 3, answering(id_, False)]
    if record.room is not None:
        modes = [*map(str, RoomMode), "confirm"] if len(w.rooms[record.room].members) > 2 else []
        found += [in_room(id_, what) for what in ("leave", *modes)]
    elif person.state is not PresenceState.AVAILABLE:
        found.append(presence(id_, PresenceState.AVAILABLE))
    if record.role is Role.CLERK:
        for charge in record.charges:
            found += [opening(id_, charge), asking(len(w.requests), id_, charge, wish)]
        found += [
            taking_charge(id_, t.id, seat, False)
            for t in w.terminals.values()
            for seat in Seat
            if t.in_charge is None
        ]
    return found
