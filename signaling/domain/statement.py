"""What a participant can say of themselves when the store has lost its data.

It is read in one atomic step, so that of two statements about the same room the one with the
higher revision is the newer. See docs/adr/0010-redis-lost.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from signaling.protocol import PresenceReason, PresenceState, Seat

from . import rooms
from .records import ParticipantRecord, RequestRecord, RoomRecord
from .world import World


@dataclass(frozen=True, slots=True)
class PresenceStated:
    """A person's presence, as far as it is worth putting back."""

    state: PresenceState
    reason: PresenceReason
    after: PresenceState
    since: float
    day: int = 0
    served_today: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """All that is needed to put a participant back where it was. Times by the store's clock."""

    era: str
    """Of the store that said so, see `signaling.store.api.Store.beat`."""
    said_at: float
    epoch: int
    presence: PresenceStated | None = None
    charges: tuple[tuple[str, Seat], ...] = ()
    """Terminals that the clerk is in charge of."""
    room: RoomRecord | None = None
    served: RequestRecord | None = None
    """The request that the person serves in the room."""
    awaited: tuple[RequestRecord, ...] = ()
    """Live requests of the room."""


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
    return replace(request, reservations=(), declined=() if not request.asker else (request.asker,))


def is_placeholder(participant: ParticipantRecord) -> bool:
    """Put there because somebody else's statement names it; it has not come back itself."""
    return participant.node == ""
