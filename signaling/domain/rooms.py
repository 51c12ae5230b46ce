"""Moves of rooms: joining, leaving, ending."""

from __future__ import annotations

from dataclasses import replace

from signaling.protocol import (
    CancelReason,
    ConnectionState,
    EndReason,
    PresenceReason,
    PresenceState,
    RequestKind,
    Role,
    RoomKind,
    RoomMode,
    RoomState,
    Seat,
    Sending,
)

from . import callbacks, people, requests
from .policy import has_media, holds_room, must_confirm
from .records import MemberRecord, ParticipantRecord, RequestRecord, RoomRecord
from .request import REQUEST
from .room import ROOM
from .world import FORGET_S, World

BY_RESIDENT = frozenset({EndReason.ENDED_BY_RESIDENT, EndReason.TERMINAL_LOST})
"""Ends by which the resident gave up what they still waited for."""


def open_room(
    w: World,
    now: float,
    room: str,
    terminal: str | None,
    service: str | None = None,
    language: str | None = None,
    *,
    kind: RoomKind = RoomKind.VISIT,
    request: str | None = None,
) -> None:
    """A new room; a visit's with the terminal in it, another empty."""
    w.rooms[room] = RoomRecord(
        id=room,
        state=ROOM.initial,
        reason=None,
        revision=0,
        mode=RoomMode.CONVERSATION,
        terminal=terminal,
        service=service,
        language=language,
        opened_at=now,
        kind=kind,
        request=request,
    )
    if terminal is None:
        return
    w.change_terminal(terminal, room=room)
    participant = w.terminal(terminal).participant
    assert participant is not None
    add_member(w, room, w.participants[participant], None)


def first_sending(role: Role, kind: RoomKind) -> Sending:
    """What is switched on at first: in an inquiry nothing, its voice comes when wanted."""
    if kind is not RoomKind.VISIT:
        return Sending(voice=False, face=False, document=False)
    return Sending(document=role is Role.TERMINAL)


def add_member(w: World, room: str, participant: ParticipantRecord, seat: Seat | None) -> None:
    """Put a participant into the room."""
    member = MemberRecord(
        participant=participant.id,
        role=participant.role,
        subject=participant.subject,
        name=participant.name,
        seat=seat,
        connected=participant.connection is ConnectionState.CONNECTED,
        sending=first_sending(participant.role, w.rooms[room].kind),
        languages=participant.languages,
    )
    w.change_participant(participant.id, room=room)
    w.change_room(room, members=(*w.rooms[room].members, member))
    w.unsettled_rooms[room] = None


def join(
    w: World, now: float, room: str, participant: ParticipantRecord, seat: Seat | None
) -> None:
    """A clerk joins without having been rung; afterwards they return to what they were."""
    before = w.person_of(participant)
    after = before.state
    if after is PresenceState.WRAP_UP:
        people.close_wrap_up(w, now, before)
        after = before.after
    people.move(
        w, now, participant.subject, "join", reason=PresenceReason.CONVERSATION, after=after
    )
    add_member(w, room, participant, seat)


def remove_member(w: World, now: float, room: str, participant: str) -> None:
    """Take a participant out; a person goes into wrap-up."""
    gone = w.participants[participant]
    kept = tuple(m for m in w.rooms[room].members if m.participant != participant)
    w.change_room(room, members=kept)
    w.change_participant(participant, room=None, request=None)
    w.unsettled_rooms[room] = None
    if gone.role is not Role.TERMINAL:
        _wrap_up(w, now, room, gone)


def _ask_how_it_ended(w: World, request: RequestRecord, room: str, served_by: str) -> None:
    """Of who served the visit, and of the clerk who is at the terminal with them."""
    asked = [served_by]
    clerk = w.participants.get(w.terminal(request.terminal or "").in_charge or "")
    if clerk is not None and clerk.room == room and clerk.id != served_by:
        w.requests[request.id] = replace(request, attended_by=clerk.id)
        asked.append(clerk.id)
    for participant in asked:
        w.change_participant(participant, concluding=request.id)
    w.tell_all(asked, "visit", request.id)


def _wrap_up(w: World, now: float, room: str, gone: ParticipantRecord) -> None:
    person = gone.subject
    wrap_up_s = 0.0
    if gone.request is not None:
        request = w.requests[gone.request]
        over = w.change_request(request.id, state=REQUEST.step(request.state, "end"))
        if request.kind is RequestKind.VISIT:
            _ask_how_it_ended(w, over, room, gone.id)
        w.set_timer("forget", f"request:{request.id}", now + FORGET_S)
        callbacks.put_down(w, now, request)
        # A short question leaves nothing to write down; the next may be the visit it leads to.
        if request.kind is not RequestKind.INQUIRY:
            wrap_up_s = w.service(request.service).wrap_up_s
    people.move(
        w,
        now,
        person,
        "leave",
        reason=PresenceReason.CONVERSATION,
        ends_at=now + wrap_up_s,
        request=gone.request,
    )
    if wrap_up_s > 0:
        w.set_timer("wrap_up", person, now + wrap_up_s)
    else:
        people.finish_wrap_up(w, now, person)


def set_member(w: World, room: str, participant: str, **changes: object) -> None:
    """Replace fields of one member."""
    members = tuple(
        replace(m, **changes) if m.participant == participant else m  # type: ignore[arg-type]
        for m in w.rooms[room].members
    )
    w.change_room(room, members=members)


def is_together(room: RoomRecord) -> bool:
    """Whether those whom the room is for are in it: of a visit the terminal and somebody with
    media, of an inquiry two people, of a callback the one who reaches out.
    """
    if room.kind is not RoomKind.VISIT:
        return len(room.members) >= (2 if room.kind is RoomKind.INQUIRY else 1)
    return any(m.role is Role.TERMINAL for m in room.members) and any(
        m.role is not Role.TERMINAL and has_media(m) for m in room.members
    )


def is_held(room: RoomRecord) -> bool:
    """Whether any staff is in the room."""
    return any(holds_room(m) for m in room.members)


def end(w: World, now: float, room: str, reason: EndReason) -> None:
    """Send everybody home; nobody is rung for it any longer."""
    gave_up = CancelReason.ABANDONED if reason in BY_RESIDENT else CancelReason.WITHDRAWN
    for request in awaited_in(w, w.rooms[room]):
        requests.cancel(w, now, request, gave_up)
    record = w.rooms[room]
    if record.terminal is not None:
        w.change_terminal(record.terminal, room=None)
    w.change_room(room, state=ROOM.step(record.state, "end"), reason=reason)
    # Clerks go last: of whoever served it is asked how it ended, and of the clerk beside them.
    for member in sorted(record.members, key=lambda m: m.role is Role.CLERK):
        remove_member(w, now, room, member.participant)
    w.unsettled_rooms.pop(room, None)
    w.set_timer("forget", f"room:{room}", now + FORGET_S)


def awaited_in(w: World, room: RoomRecord) -> list[str]:
    """The live requests of the room."""
    found = [room.request]
    if room.terminal is not None:
        terminal = w.terminal(room.terminal)
        found = [terminal.request, terminal.interpreter]
    return [request for request in found if request and w.requests[request].room == room.id]


def follow_mode(w: World, room: str) -> None:
    """Begin the wanted mode when everybody who has to has confirmed; leave a consultation
    when there is nobody left to consult.
    """
    record = w.rooms[room]
    staff = [m for m in record.members if m.role is not Role.TERMINAL]
    if RoomMode.CONSULTATION in record.modes and len(staff) < 2:
        w.change_room(room, mode=RoomMode.CONVERSATION, wanted=None, confirmed=())
    elif record.wanted is not None:
        awaited = must_confirm(record.members, record.mode, record.wanted)
        if awaited <= set(record.confirmed):
            w.change_room(room, mode=record.wanted, wanted=None, confirmed=())


def meet(w: World, room: str, together: bool) -> None:
    """Live when the terminal and a counterpart are together, waiting when not."""
    record = w.rooms[room]
    if together and record.state is RoomState.WAITING:
        w.change_room(room, state=ROOM.step(record.state, "connect"), was_live=True)
    elif not together and record.state is RoomState.LIVE:
        w.change_room(room, state=ROOM.step(record.state, "part"))
