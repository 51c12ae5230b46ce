"""One link of a room and what belongs to it, over all generations of its connection."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from edge_client.peer import Peer
from edge_client.peering.channel_line import Line
from edge_client.peering.pairing import Pairing
from signaling.protocol import RelayedAnswer, RelayedCandidate, RelayedOffer


@dataclass
class Pair:
    """One link and its connection."""

    counterpart: str
    pairing: Pairing
    desk: Line | None = None
    writing: Line | None = None
    peer: Peer | None = None
    offer: RelayedOffer | None = None
    answer: RelayedAnswer | None = None
    candidates: list[RelayedCandidate] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None
    told_generation: int = 0
    met: bool = False
    """Whether the pair has been connected at any time."""
    over: bool = False

    @property
    def lines(self) -> list[Line]:
        """Their data channels, over all generations."""
        return [line for line in (self.desk, self.writing) if line is not None]
