"""Who comes in."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.protocol import Role

from .records import Serving
from .statement import Statement


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who comes in on a socket, and what the directory says of them at that moment.

    `serves` are the pools (see `domain.pools`) of the person; empty for a terminal.
    `day` is the date at the service's place as a number, for what is counted by day. `grace_s` is how long a dropped participant's place is kept, and
    `room_grace_s` how long while in a room.
    """

    participant: str
    role: Role
    subject: str
    """The person's or the terminal's id."""
    name: str
    node: str
    languages: tuple[str, ...] = ()
    serves: tuple[Serving, ...] = ()
    day: int = 0
    grace_s: float = 5.0
    room_grace_s: float = 30.0
    statement: Statement | None = None
    """What the participant can say of itself, should the store have lost its data."""
