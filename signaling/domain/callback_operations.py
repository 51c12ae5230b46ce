"""Leaving a callback, taking it back, and what its timers and people do with it.

Each raises `ProtocolError` before its first move, or carries all of it out.
"""

from __future__ import annotations

from dataclasses import replace

from signaling.protocol import (
    CallbackOutcome,
    CallbackState,
    CancelReason,
    EndReason,
    ErrorCode,
    ProtocolError,
    RequestKind,
    Role,
    RoomKind,
)

from . import people, requests, rooms
from .callback import CALLBACK
from .callbacks import finish, put_down, try_again
from .records import CallbackLeft, CallbackRecord, RequestRecord
from .request import REQUEST
from .settle import settle
from .world import World

PRIORITY = -1
"""A resident who waits goes first."""

MOST_OPEN = 30
"""So many open ones may have been left by one participant, or for one terminal by itself."""


def create(w: World, now: float, participant: str, left: CallbackLeft) -> None:
    """See `signaling.store.api.Store.create_callback`."""
    leaving = w.participant(participant)
    known = w.callbacks.get(left.callback)
    if known is not None:
        if known.created_by != participant:
            raise ProtocolError(ErrorCode.NOT_YOURS)
        return
    if leaving.role is Role.TERMINAL:
        if leaving.subject != left.terminal:
            raise ProtocolError(ErrorCode.NOT_YOURS)
    elif left.terminal is not None and w.terminal(left.terminal).in_charge != participant:
        raise ProtocolError(ErrorCode.TERMINAL_NOT_ATTACHED)
    if len(leaving.callbacks) >= MOST_OPEN:
        raise ProtocolError(ErrorCode.TOO_MANY_CALLBACKS)
    w.callbacks[left.callback] = CallbackRecord(
        id=left.callback,
        state=CALLBACK.initial,
        service=left.service,
        language=left.language,
        terminal=left.terminal,
        created_by=participant,
        opens_at=now + left.from_s,
        closes_at=now + left.until_s,
        choices=left.choices,
        sealed=left.sealed,
    )
    w.change_participant(participant, callbacks=(*leaving.callbacks, left.callback))
    w.change_callback(left.callback)
    w.set_timer("callback_open", left.callback, now + left.from_s)
    w.set_timer("callback_close", left.callback, now + left.until_s)


def withdraw(w: World, now: float, participant: str, callback: str) -> None:
    """See `Store.withdraw_callback`."""
    w.participant(participant)
    record = w.callback(callback)
    if record.created_by != participant:
        raise ProtocolError(ErrorCode.NOT_YOURS)
    CALLBACK.step(record.state, "withdraw")
    _over(w, now, record, "withdraw", CancelReason.WITHDRAWN)
    settle(w, now)


def _over(w: World, now: float, record: CallbackRecord, event: str, reason: CancelReason) -> None:
    """Over before anybody has taken it: nobody is rung for it any longer."""
    finish(w, now, record, event)
    if record.request is not None:
        requests.cancel(w, now, record.request, reason)


def complete(
    w: World, now: float, participant: str, callback: str, outcome: CallbackOutcome
) -> None:
    """See `Store.finish_callback`."""
    person = w.participant(participant)
    record = w.callback(callback)
    if record.taken_by != participant:
        raise ProtocolError(ErrorCode.NOT_YOURS)
    CALLBACK.step(record.state, "reach")
    assert person.room is not None
    if outcome is CallbackOutcome.REACHED:
        finish(w, now, record, "reach")
    elif outcome is CallbackOutcome.RETURNED:
        put_down(w, now, w.requests[record.request or ""], untried=True)
    # Leaving without having reached the resident is what not_reached means.
    rooms.remove_member(w, now, person.room, participant)
    settle(w, now)


def begin(w: World, now: float, request: RequestRecord, participant: str) -> str:
    """Somebody has accepted: they take it, in a room of its own, whose id is returned."""
    record = w.callbacks[request.callback or ""]
    room = f"r_{request.id}"
    w.change_callback(
        record.id,
        state=CALLBACK.step(record.state, "take"),
        attempt=record.attempt + 1,
        taken_by=participant,
    )
    rooms.open_room(w, now, room, None, request.service, request.language, kind=RoomKind.CALLBACK)
    w.change_request(request.id, room=room)
    return room


def open_window(w: World, now: float, callback: str) -> None:
    """The window opens, or it is time for the next try in it."""
    record = w.callbacks.get(callback)
    if record is None or record.state is not CallbackState.SCHEDULED:
        return
    record = replace(record, rounds=record.rounds + 1)
    w.callbacks[callback] = record
    request = RequestRecord(
        id=f"{callback}.{record.rounds}",
        state=REQUEST.initial,
        reason=None,
        service=record.service,
        language=record.language,
        terminal=None,
        room=None,
        created_by="",
        created_at=now,
        served_at=None,
        rung=0,
        choices=record.choices,
        priority=PRIORITY,
        kind=RequestKind.CALLBACK,
        callback=callback,
    )
    # Ids of requests are made by clients: one that is taken must not be overwritten.
    if request.id in w.requests or not people.is_served(w, request):
        try_again(w, now, record, soon=True)
        return
    w.requests[request.id] = request
    w.change_callback(callback, state=CALLBACK.step(record.state, "open"), request=request.id)
    w.change_request(request.id)
    w.unsettled_requests[request.id] = None


def close_window(w: World, now: float, callback: str) -> None:
    """The window closes; who has taken it has some time to finish."""
    record = w.callbacks.get(callback)
    if record is None or record.state in CALLBACK.final:
        return
    last = record.closes_at + w.service(record.service).callback_overtime_s
    if record.state is not CallbackState.TAKEN:
        _over(w, now, record, "expire", CancelReason.EXPIRED)
    elif now < last:
        w.set_timer("callback_close", callback, last)
    else:
        taken = w.participants.get(record.taken_by or "")
        finish(w, now, record, "expire")
        if taken is not None and taken.room is not None:
            rooms.end(w, now, taken.room, EndReason.STAFF_LEFT)
