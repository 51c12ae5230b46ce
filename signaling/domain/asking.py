"""Asking for somebody, and taking it back.

A visit and an interpreter are asked for at a terminal, an inquiry by a clerk alone. Raises
`ProtocolError` before the first move, or carries all of it out.
"""

from __future__ import annotations

from signaling.protocol import (
    STAFF,
    CancelReason,
    ErrorCode,
    ProtocolError,
    RequestKind,
    RequestState,
    Role,
    RoomKind,
    UnservedWhy,
)

from . import people, requests, rooms
from .operations import in_charge, join_if_possible
from .policy import holds_room
from .pools import person_pool
from .presence import PRESENCE
from .records import Asked, ParticipantRecord, RequestRecord, TerminalRecord
from .request import REQUEST
from .settle import settle
from .world import World


def create_request(w: World, now: float, participant: str, asked: Asked) -> None:
    """See `signaling.store.api.Store.create_request`."""
    asking = w.participant(participant)
    known = w.requests.get(asked.request)
    if known is not None:
        if known.created_by != participant:
            raise ProtocolError(ErrorCode.NOT_YOURS)
        return
    _check(w, asking, asked)
    beside = asked.beside
    if beside is not None:
        _check_beside(w, asked, beside)
    _ask(w, now, asking, asked)
    if beside is not None and w.requests[asked.request].state is RequestState.PENDING:
        _ask(w, now, asking, beside)
    settle(w, now)


def _check(w: World, asking: ParticipantRecord, asked: Asked) -> None:
    if asking.role in STAFF and asked.choices == ((person_pool(asking.subject),),):
        raise ProtocolError(ErrorCode.ASKED_ONESELF)
    if asked.terminal is None:
        if asking.room is not None:
            raise ProtocolError(ErrorCode.IN_ANOTHER_ROOM)
        PRESENCE.step(w.person_of(asking).state, "join")
        return
    if _is_inside(w, asking, asked):
        pass
    elif asking.role is not Role.TERMINAL:
        in_charge(w, asking.id, asked.terminal)
    elif asking.subject != asked.terminal:
        raise ProtocolError(ErrorCode.NOT_YOURS)
    terminal = w.terminal(asked.terminal)
    if asked.room is not None and terminal.room != asked.room:
        raise ProtocolError(ErrorCode.ROOM_OVER)
    if not terminal.online:
        raise ProtocolError(ErrorCode.TERMINAL_OFFLINE)
    if asked.kind is RequestKind.INTERPRETER:
        _check_interpreter(w, asking, terminal)
    elif terminal.request is not None:
        raise ProtocolError(ErrorCode.REQUEST_EXISTS)


def _is_inside(w: World, asking: ParticipantRecord, asked: Asked) -> bool:
    """Whoever of the staff is in the room may add an interpreter to it."""
    return (
        asked.kind is RequestKind.INTERPRETER
        and asking.role in (Role.CLERK, Role.EXPERT)
        and asked.terminal is not None
        and asking.room is not None
        and asking.room == w.terminal(asked.terminal).room
    )


def _check_interpreter(w: World, asking: ParticipantRecord, terminal: TerminalRecord) -> None:
    if terminal.interpreter is not None:
        raise ProtocolError(ErrorCode.REQUEST_EXISTS)
    if asking.role is not Role.TERMINAL or terminal.request is not None:
        return
    members = w.rooms[terminal.room].members if terminal.room is not None else ()
    if not any(holds_room(member) for member in members):
        raise ProtocolError(ErrorCode.WRONG_STATE, "an interpreter comes beside somebody")


def _check_beside(w: World, asked: Asked, beside: Asked) -> None:
    if beside.request in w.requests or beside.request == asked.request:
        raise ProtocolError(ErrorCode.REQUEST_EXISTS)
    if asked.terminal is None or w.terminal(asked.terminal).interpreter is not None:
        raise ProtocolError(ErrorCode.REQUEST_EXISTS)


def _ask(w: World, now: float, asking: ParticipantRecord, asked: Asked) -> None:
    asker = asking.subject if asking.role in STAFF and w.person_of(asking).serves else None
    request = RequestRecord(
        id=asked.request,
        state=REQUEST.initial,
        reason=None,
        service=asked.service,
        language=asked.language,
        terminal=asked.terminal,
        room=None if asked.terminal is None else w.terminal(asked.terminal).room,
        created_by=asking.id,
        created_at=now,
        served_at=None,
        rung=0,
        choices=asked.choices,
        priority=asked.priority,
        base_s=asked.base_s,
        declined=() if asker is None else (asker,),
        kind=asked.kind,
        into=asked.into,
        asker=asker,
    )
    w.requests[asked.request] = request
    served = people.is_served(w, request) or w.returns_until(now) is not None
    if asked.closed or not served:
        why = UnservedWhy.CLOSED if asked.closed else UnservedWhy.NOBODY_ON_DUTY
        requests.cancel(w, now, asked.request, CancelReason.UNSERVED, why)
        return
    if asked.terminal is None:
        room = _inquire(w, now, asking, asked)
    else:
        room = _await(w, now, asked, asked.terminal)
    w.change_request(asked.request, room=room)
    w.set_timer("wait", asked.request, now + w.service(asked.service).max_wait_s)
    w.unsettled_requests[asked.request] = None


def _inquire(w: World, now: float, asking: ParticipantRecord, asked: Asked) -> str:
    """The clerk waits in a room of its own kind."""
    room = asked.new_room
    rooms.open_room(
        w,
        now,
        room,
        None,
        asked.service,
        asked.language,
        kind=RoomKind.INQUIRY,
        request=asked.request,
    )
    rooms.join(w, now, room, asking, None)
    return room


def _await(w: World, now: float, asked: Asked, at: str) -> str:
    """The terminal waits in its room, which is opened where there is none."""
    terminal = w.terminal(at)
    room = terminal.room or asked.new_room
    if terminal.room is None:
        rooms.open_room(w, now, room, at, asked.service, asked.language)
        if terminal.in_charge is not None and terminal.seat is not None:
            join_if_possible(w, now, room, terminal.in_charge, terminal.seat)
    elif asked.kind is RequestKind.VISIT:
        w.change_room(room, service=asked.service, language=asked.language)
    if asked.kind is RequestKind.INTERPRETER:
        w.change_terminal(at, interpreter=asked.request)
    else:
        w.change_terminal(at, request=asked.request)
    return room


def cancel_request(w: World, now: float, participant: str, request: str) -> None:
    """See `Store.cancel_request`."""
    asking = w.participant(participant)
    record = w.request(request)
    allowed = {record.created_by}
    if record.terminal is not None:
        terminal = w.terminal(record.terminal)
        allowed |= {terminal.in_charge or "", terminal.participant or ""}
    if participant not in allowed:
        raise ProtocolError(ErrorCode.NOT_YOURS)
    REQUEST.step(record.state, "cancel")
    by_resident = asking.role is Role.TERMINAL
    reason = CancelReason.ABANDONED if by_resident else CancelReason.WITHDRAWN
    requests.cancel(w, now, request, reason)
    settle(w, now)
