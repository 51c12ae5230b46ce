"""Moves of rooms: joining, leaving, ending."""

from __future__ import annotations

from dataclasses import replace

from signaling.protocol import (
    ConnectionState,
    EndReason,
    PresenceReason,
    PresenceState,
    Role,
    RoomMode,
    RoomState,
    Seat,
    Sending,
)

from . import people
from .policy import has_media, holds_room, must_confirm
from .records import MemberRecord, ParticipantRecord, RoomRecord
from .request import REQUEST
from .room import ROOM
from .world import FORGET_S, World


def open_room(
    w: World,
    now: float,
    room: str,
    terminal: str,
    service: str | None = None,
    language: str | None = None,
) -> None:
    """A new room of the terminal, with the terminal in it."""
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
    )
    w.change_terminal(terminal, room=room)
    participant = w.terminal(terminal).participant
    assert participant is not None
    add_member(w, room, w.participants[participant], None)


def add_member(w: World, room: str, participant: ParticipantRecord, seat: Seat | None) -> None:
    """Put a participant into the room."""
    member = MemberRecord(
        participant=participant.id,
        role=participant.role,
        subject=participant.subject,
        name=participant.name,
        seat=seat,
        connected=participant.connection is ConnectionState.CONNECTED,
        sending=Sending(document=participant.role is Role.TERMINAL),
        languages=participant.languages,
    )
    w.change_participant(participant.id, room=room)
    w.change_room(room, members=(*w.rooms[room].members, member))
    w.unsettled_rooms[room] = None


def join(w: World, now: float, room: str, participant: ParticipantRecord, seat: Seat) -> None:
    """A clerk joins without having been rung; afterwards they return to what they were."""
    before = w.person_of(participant).state
    after = PresenceState.AVAILABLE if before is PresenceState.AVAILABLE else PresenceState.AWAY
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
        _wrap_up(w, now, gone)


def _wrap_up(w: World, now: float, gone: ParticipantRecord) -> None:
    person = gone.subject
    wrap_up_s = 0.0
    if gone.request is not None:
        request = w.requests[gone.request]
        w.change_request(request.id, state=REQUEST.step(request.state, "end"))
        w.set_timer("forget", f"request:{request.id}", now + FORGET_S)
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
    """Whether the terminal and somebody with media are in the room."""
    return any(m.role is Role.TERMINAL for m in room.members) and any(
        m.role is not Role.TERMINAL and has_media(m) for m in room.members
    )


def is_held(room: RoomRecord) -> bool:
    """Whether any staff is in the room."""
    return any(holds_room(m) for m in room.members)


def end(w: World, now: float, room: str, reason: EndReason) -> None:
    """Send everybody home."""
    record = w.rooms[room]
    w.change_terminal(record.terminal, room=None)
    w.change_room(room, state=ROOM.step(record.state, "end"), reason=reason)
    for member in record.members:
        remove_member(w, now, room, member.participant)
    w.unsettled_rooms.pop(room, None)
    w.set_timer("forget", f"room:{room}", now + FORGET_S)


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
