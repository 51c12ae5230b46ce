"""Works off what an operation's moves have unsettled, until nothing is left.

Rooms first (a room that ends frees people), then requests that need somebody, then
people who are free.
"""

from __future__ import annotations

from signaling.protocol import CancelReason, EndReason, RequestState, RoomState

from . import people, requests, rooms
from .request import LIVE_REQUEST
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
    """A room lives while terminal and counterpart are together, or somebody is awaited.

    A clerk at the desk alone keeps a room only after a conversation: the resident is
    still beside them.
    """
    record = w.rooms[room]
    if record.state is RoomState.ENDED:
        return
    terminal = w.terminal(record.terminal)
    if all(m.participant != terminal.participant for m in record.members):
        rooms.end(w, now, room, EndReason.TERMINAL_LOST)
        return
    rooms.meet(w, room, rooms.is_together(record))
    record = w.rooms[room]
    awaited = terminal.request is not None and w.requests[terminal.request].room == room
    held = rooms.is_held(record)
    if record.state is RoomState.LIVE and held:
        return
    if awaited or (held and record.was_live):
        return
    if record.was_live:
        rooms.end(w, now, room, EndReason.STAFF_LEFT)
    else:
        rooms.end(w, now, room, END_AFTER[_last_reason(w, room)])


def _last_reason(w: World, room: str) -> CancelReason:
    """Why the latest request of the room was canceled."""
    return w.rooms[room].canceled or CancelReason.WITHDRAWN


def settle_pool(w: World, now: float, pool: str) -> None:
    """Nobody waits in a queue that nobody serves."""
    for request in sorted(w.requests.values(), key=lambda q: (q.created_at, q.id)):
        if (
            request.pool == pool
            and request.state is RequestState.PENDING
            and not people.is_served(w, request)
        ):
            requests.cancel(w, now, request.id, CancelReason.UNSERVED)


def settle_request(w: World, now: float, request: str) -> None:
    """A waiting request gets the person that has been idle longest, or is told the truth."""
    record = w.requests[request]
    if record.state not in LIVE_REQUEST or record.reservation is not None:
        return
    person = people.free_for(w, record)
    if person is not None:
        requests.reserve(w, now, request, person)
    elif not people.is_served(w, record):
        requests.cancel(w, now, request, CancelReason.UNSERVED)


def settle_person(w: World, now: float, person: str) -> None:
    """A free person gets the request that has waited longest."""
    record = w.person(person)
    if not people.is_free(w, record):
        return
    request = people.work_for(w, record)
    if request is not None:
        requests.reserve(w, now, request, person)
