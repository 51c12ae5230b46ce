"""Keepers of the members of one room, joined by wires in memory; the media is real."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from edge_client.peering.channel_line import Desk
from edge_client.peering.ends import House
from edge_client.peering.keeper import PeerKeeper
from signaling.client import RoomView
from signaling.protocol import (
    Answer,
    Candidate,
    ClientMessage,
    IceServer,
    Offer,
    RelayedAnswer,
    RelayedCandidate,
    RelayedOffer,
    RelayedRestart,
    Restart,
    RoomTold,
)

RELAYED = {
    Offer: RelayedOffer,
    Answer: RelayedAnswer,
    Candidate: RelayedCandidate,
    Restart: RelayedRestart,
}


@dataclass
class Members:
    """Everybody in the room, by participant id."""

    keepers: dict[str, PeerKeeper] = field(default_factory=dict)

    def add(self, participant: str, house: House, desk: Desk | None = None) -> PeerKeeper:
        """Let somebody in; `follow` tells them of the room."""
        wire = MemoryWire(self, participant)
        self.keepers[participant] = PeerKeeper(wire, house, lambda: None, desk=desk)
        return self.keepers[participant]

    def follow(self, told: RoomTold | None) -> None:
        """Tell everybody of the room."""
        for participant, keeper in self.keepers.items():
            keeper.follow(RoomView(told, participant) if told else None)

    async def close(self) -> None:
        """End it all."""
        await asyncio.gather(*(keeper.close() for keeper in self.keepers.values()))


class MemoryWire:
    """One member's connection with everybody else."""

    ready = True

    def __init__(self, members: Members, me: str) -> None:
        self._members = members
        self._me = me

    def send(self, message: ClientMessage) -> bool:
        """Pass WebRTC's messages on; nobody needs the others here."""
        kind: Any = RELAYED.get(type(message))
        if kind is not None:
            data = message.model_dump(exclude={"id", "type", "to"})
            relayed = kind.model_validate({**data, "sender": self._me})
            self._members.keepers[message.to].relayed(relayed)  # type: ignore[attr-defined]
        return True

    async def ask(self, message: ClientMessage) -> None:
        """As `send`."""
        self.send(message)

    async def ice_servers(self) -> list[IceServer]:
        """None: everybody is on this machine."""
        return []
