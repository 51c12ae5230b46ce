"""A wanted mode is confirmed only after the gates are shut: who hears the confirmation may
rely on it.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from aiortc import AudioStreamTrack
from aiortc.mediastreams import MediaStreamTrack

from edge_client.peer import Peer
from edge_client.peering.ends import Ice
from edge_client.peering.keeper import PeerKeeper
from signaling.client import RoomView
from signaling.protocol import (
    Answer,
    ClientMessage,
    IceServer,
    Purpose,
    RelayedOffer,
    RoomConfirm,
    RoomMode,
    RoomTold,
)
from tests.support.samples import EXPERT, ME, room
from tests.support.waiting import eventually

WANTED = RoomMode.CONSULTATION


class VoiceOnly:
    """A house with a microphone, which counts how many of its tracks are open."""

    sends = frozenset({Purpose.VOICE})
    receives: frozenset[Purpose] = frozenset()

    def __init__(self) -> None:
        self.tracks: list[MediaStreamTrack] = []

    @property
    def speaking(self) -> int:
        return sum(track.readyState == "live" for track in self.tracks)

    def outgoing(self, purpose: Purpose) -> MediaStreamTrack | None:
        self.tracks.append(AudioStreamTrack())
        return self.tracks[-1]

    def incoming(
        self, counterpart: str, purpose: Purpose, track: MediaStreamTrack
    ) -> Coroutine[Any, Any, None]:
        raise AssertionError("nothing is received here")


class Wire:
    """Notes how many tracks spoke when a confirmation went out."""

    def __init__(self, house: VoiceOnly) -> None:
        self.ready = True
        self.speaking_at_confirm: list[int] = []
        self.confirmed: list[int] = []
        self.answered = False
        self._house = house

    def send(self, message: ClientMessage) -> bool:
        if isinstance(message, RoomConfirm):
            self.speaking_at_confirm.append(self._house.speaking)
            self.confirmed.append(message.revision)
        self.answered = self.answered or isinstance(message, Answer)
        return True

    async def ask(self, message: ClientMessage) -> None:
        self.send(message)

    async def ice_servers(self) -> list[IceServer]:
        return []


class Line:
    """A keeper in conversation with an expert."""

    def __init__(self) -> None:
        self.house = VoiceOnly()
        self.wire = Wire(self.house)
        self.keeper = PeerKeeper(self.wire, self.house, lambda: None)

    def follow(self, told: RoomTold) -> None:
        self.keeper.follow(RoomView(told, ME))

    async def converse(self) -> None:
        self.follow(room(EXPERT))
        other = Peer(EXPERT, 1, VoiceOnly(), Ice(), lambda *_: None)
        sdp, tracks = await other.offer()
        self.keeper.relayed(
            RelayedOffer(room="room-1", sender=EXPERT, generation=1, sdp=sdp, tracks=tracks)
        )
        await eventually(lambda: self.wire.answered, timeout_s=5, what="an answer")
        assert self.house.speaking == 1
        await other.close()


@pytest.fixture
async def line() -> Any:
    made = Line()
    await made.converse()
    yield made
    await made.keeper.close()


async def test_nothing_is_sent_any_more_when_it_is_confirmed(line: Line) -> None:
    line.follow(room(EXPERT, revision=2, wanted=WANTED))
    assert line.wire.speaking_at_confirm == [0]
    assert line.wire.confirmed == [2]


async def test_each_revision_is_confirmed_once(line: Line) -> None:
    for revision in (2, 2, 3):
        line.follow(room(EXPERT, revision=revision, wanted=WANTED))
    line.follow(room(EXPERT, revision=4, mode=WANTED))
    line.follow(room(EXPERT, revision=5))
    assert line.wire.confirmed == [2, 3]


async def test_a_lost_connection_is_confirmed_again_after_it(line: Line) -> None:
    line.follow(room(EXPERT, revision=2, wanted=WANTED))
    line.wire.ready = False
    line.follow(room(EXPERT, revision=2, wanted=WANTED))
    assert line.wire.confirmed == [2], "without a connection nothing can be told"
    line.wire.ready = True
    line.keeper.reconsider()
    assert line.wire.confirmed == [2, 2]


async def test_a_connection_that_is_being_replaced_is_silent_at_once(line: Line) -> None:
    line.follow(room(revision=2, wanted=WANTED))
    assert line.wire.speaking_at_confirm == [0]
    await asyncio.sleep(0)
