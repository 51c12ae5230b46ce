"""Reading what a participant can say of themselves."""

from __future__ import annotations

from dataclasses import replace

from . import rooms
from .records import RequestRecord
from .statement import PresenceStated, Statement, is_placeholder
from .world import World


def state_of(w: World, now: float, participant: str) -> Statement | None:
    """See `signaling.store.api.Store.statement`."""
    record = w.participants.get(participant)
    if record is None or is_placeholder(record):
        return None
    person = w.people.get(record.subject)
    presence = None
    if person is not None and participant in person.connections:
        presence = PresenceStated(
            state=person.state,
            reason=person.reason,
            after=person.after,
            since=person.since,
            day=person.day,
            served_today=person.served_today,
        )
    room = w.rooms.get(record.room) if record.room is not None else None
    held = {t: w.terminal(t) for t in record.charges}
    awaited = rooms.awaited_in(w, room) if room is not None else []
    return Statement(
        era=w.era,
        said_at=now,
        epoch=record.epoch,
        presence=presence,
        charges=tuple((t, at.seat) for t, at in sorted(held.items()) if at.seat is not None),
        room=room,
        served=None if record.request is None else _bare(w.requests[record.request]),
        awaited=tuple(_bare(w.requests[request]) for request in sorted(awaited)),
    )


def _bare(request: RequestRecord) -> RequestRecord:
    """Without who was rung and declined: that is nobody's business on a client's disk."""
    declined = () if not request.asker else (request.asker,)
    return replace(request, reservations=(), declined=declined, decline=None)
