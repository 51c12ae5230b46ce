"""Works off what an operation's moves have unsettled, until nothing is left.

Rooms first (a room that ends frees people), then requests that need somebody, then
people who are free.
"""

from __future__ import annotations

from signaling.protocol import (
    CancelReason,
    EndReason,
    RequestState,
    RoomKind,
    RoomState,
    UnservedWhy,
)

from . import people, requests, rooms
from .records import RequestRecord, RoomRecord
from .strategy import LAST_TIER, open_tiers
from .world import World

END_AFTER: dict[CancelReason, EndReason] = {
    CancelReason.UNSERVED: EndReason.UNSERVED,
    CancelReason.EXPIRED: EndReason.UNSERVED,
    CancelReason.WITHDRAWN: EndReason.ENDED_BY_STAFF,
    CancelReason.ABANDONED: EndReason.ENDED_BY_RESIDENT,
}


def settle(w: World, now: float) -> None:
    """Bring the world to rest."""
    while True:
        if w.unsettled_rooms:
            settle_room(w, now, _first(w.unsettled_rooms))
        elif w.unsettled_pools:
            settle_pool(w, now, _first(w.unsettled_pools))
        elif w.unsettled_requests:
            settle_request(w, now, _first(w.unsettled_requests))
        elif w.unsettled_people:
            settle_person(w, now, _first(w.unsettled_people))
        else:
            return


def _first(marks: dict[str, None]) -> str:
    """Takes one mark; always the same one, whatever order the moves came in."""
    first = min(marks)
    del marks[first]
    return first


def settle_room(w: World, now: float, room: str) -> None:
    """A room lives while those whom it is for are together, or somebody is awaited."""
    record = w.rooms[room]
    if record.state is RoomState.ENDED:
        return
    if record.terminal is not None and _is_lost(w, record, record.terminal):
        rooms.end(w, now, room, EndReason.TERMINAL_LOST)
        return
    rooms.meet(w, room, rooms.is_together(record))
    rooms.follow_mode(w, room)
    record = w.rooms[room]
    if _lives(w, record):
        return
    if record.was_live:
        rooms.end(w, now, room, EndReason.STAFF_LEFT)
    else:
        rooms.end(w, now, room, END_AFTER[_last_reason(w, room)])


def _is_lost(w: World, room: RoomRecord, terminal: str) -> bool:
    participant = w.terminal(terminal).participant
    return all(member.participant != participant for member in room.members)


def _lives(w: World, room: RoomRecord) -> bool:
    """A clerk at the desk alone keeps a visit only after a conversation: the resident is still
    beside them. An interpreter, present or awaited, keeps it only together with staff.
    """
    awaited = rooms.awaited_in(w, room)
    if room.kind is not RoomKind.VISIT:
        return room.state is RoomState.LIVE or bool(awaited and room.members)
    held = rooms.is_held(room)
    if held and (room.state is RoomState.LIVE or room.was_live or awaited):
        return True
    assert room.terminal is not None
    return w.terminal(room.terminal).request in awaited


def _last_reason(w: World, room: str) -> CancelReason:
    """Why the latest request of the room was canceled."""
    return w.rooms[room].canceled or CancelReason.WITHDRAWN


def settle_pool(w: World, now: float, pool: str) -> None:
    """Nobody waits in a queue that nobody serves."""
    for _, request in list(w.waiting[pool]):
        if not people.is_served(w, w.requests[request]):
            unserved(w, now, request)


def unserved(w: World, now: float, request: str) -> None:
    """The truth, at once: nobody can take it. While people come back, once they have."""
    until = w.returns_until(now)
    if until is not None:
        w.set_timer("overflow", request, until)
        return
    refused = bool(w.requests[request].refusals)
    why = UnservedWhy.ALL_DECLINED if refused else UnservedWhy.NOBODY_ON_DUTY
    requests.cancel(w, now, request, CancelReason.UNSERVED, why)


def settle_request(w: World, now: float, request: str) -> None:
    """A waiting request gets somebody by its service's strategy, or is told the truth."""
    record = w.requests[request]
    if record.state is not RequestState.PENDING:
        return
    persons = people.free_for(w, now, record)
    if persons:
        requests.reserve(w, now, request, persons)
    elif not people.is_served(w, record):
        unserved(w, now, request)
    else:
        _wait_for_next_tier(w, now, record)


def _wait_for_next_tier(w: World, now: float, record: RequestRecord) -> None:
    rules = w.service(record.service)
    tiers = open_tiers(rules, now - record.created_at)
    if tiers is not None and tiers < LAST_TIER:
        w.set_timer("overflow", record.id, record.created_at + tiers * rules.overflow_s)


def settle_person(w: World, now: float, person: str) -> None:
    """A free person gets the request whose turn is first."""
    record = w.person(person)
    if not people.is_free(w, record):
        return
    request = people.work_for(w, now, record)
    if request is not None:
        requests.reserve(w, now, request, [person])
