"""What a participant can say of themselves when the store has lost its data.

It is read in one atomic step, so that of two statements about the same room the one with the
higher revision is the newer. See docs/adr/0010-redis-lost.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from signaling.protocol import PresenceReason, PresenceState, Seat

from .records import ParticipantRecord, RequestRecord, RoomRecord


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


def is_placeholder(participant: ParticipantRecord) -> bool:
    """Put there because somebody else's statement names it; it has not come back itself."""
    return participant.node == ""
