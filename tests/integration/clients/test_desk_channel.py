"""The channel about the paper between real peer connections."""

from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest
from aiortc.mediastreams import MediaStreamTrack

from edge_client.peer import Peer
from edge_client.peering.desk_line import TerminalDesk
from edge_client.peering.ends import Ice
from edge_client.peering.path_watch import Path
from expert_client.desk import AskingDesk, AskingLine
from signaling.client import RoomView
from signaling.protocol import Purpose, RelayedRestart, RoomMode, RoomTold
from signaling.protocol.desk import DESK_LABEL, DESK_PROTOCOL
from tests.support.samples import EXPERT, ME, room
from tests.support.two_keepers import Members
from tests.support.waiting import eventually
from tests.unit.terminal.test_desk_line import WISH, Shown, Taken, state


class Empty:
    """A house without media."""

    sends: frozenset[Purpose] = frozenset()
    receives: frozenset[Purpose] = frozenset()

    def outgoing(self, purpose: Purpose) -> MediaStreamTrack | None:
        return None

    def incoming(
        self, counterpart: str, purpose: Purpose, track: MediaStreamTrack
    ) -> Coroutine[Any, Any, None]:
        raise AssertionError("nothing is received here")


class Visit:
    """A terminal and an expert."""

    def __init__(self, *, expert_has_desk: bool = True) -> None:
        self.paper = Shown()
        self.booth = TerminalDesk(self.paper, Taken())
        self.office = AskingDesk()
        self.members = Members()
        self.members.add(ME, Empty(), self.booth)
        self.members.add(EXPERT, Empty(), self.office if expert_has_desk else None)

    async def meet(self, told: RoomTold) -> None:
        self.members.follow(told)
        await self.connected()

    async def connected(self) -> None:
        def both() -> bool:
            for me, other in ((ME, EXPERT), (EXPERT, ME)):
                assert self.members.keepers[me].path(other) is Path.CONNECTED
            return True

        await eventually(both, timeout_s=10, what="both ends are connected")

    async def told(self) -> None:
        def seen() -> bool:
            line = self.office.current
            assert line is not None
            assert line.view == self.paper.state
            return True

        await eventually(seen, timeout_s=5, what="the expert knows how the paper is shown")

    def ask(self) -> bool:
        line = self.office.current
        assert line is not None
        return line.ask(WISH)


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    made = Visit()
    yield made
    await made.members.close()


async def test_the_expert_asks_and_is_told(visit: Visit) -> None:
    await visit.meet(room(EXPERT))
    await visit.told()
    assert visit.ask()
    await eventually(lambda: visit.paper.wishes == [WISH], timeout_s=5, what="the wish arrives")
    visit.paper.state = state(turn=90)
    visit.booth.tell(visit.paper.state)
    await visit.told()


async def test_a_new_generation_has_a_channel_of_its_own(visit: Visit) -> None:
    await visit.meet(room(EXPERT))
    await visit.told()
    offering = visit.members.keepers[EXPERT]
    line = visit.office.current
    offering.relayed(RelayedRestart(room="room-1", sender=ME, generation=1))
    await eventually(lambda: offering.generation(ME) > 1, timeout_s=10, what="a second generation")
    visit.paper.state = state(turn=270)
    visit.booth.tell(visit.paper.state)
    await visit.told()
    assert visit.office.current is line, "one line for all generations"


async def test_without_the_grant_nothing_is_told_or_taken(visit: Visit) -> None:
    await visit.meet(room(EXPERT))
    await visit.told()
    visit.members.follow(room(EXPERT, revision=2, wanted=RoomMode.CONSULTATION))
    shown = visit.paper.state
    visit.booth.tell(state(turn=180))
    assert visit.ask()
    visit.members.follow(room(EXPERT, revision=3))
    visit.paper.state = state(turn=180)
    await visit.told()
    assert shown != visit.paper.state
    assert visit.ask()
    await eventually(lambda: visit.paper.wishes, timeout_s=5, what="the allowed wish arrives")


async def test_when_the_room_is_over_the_view_is_as_at_first(visit: Visit) -> None:
    await visit.meet(room(EXPERT))
    visit.members.follow(None)
    assert visit.paper.resets == 1
    assert visit.office.current is None
    assert visit.booth.of(EXPERT) is None


async def test_who_has_no_channel_is_connected_as_before() -> None:
    visit = Visit(expert_has_desk=False)
    try:
        await visit.meet(room(EXPERT))
        line = visit.booth.of(EXPERT)
        assert line is not None
        assert line.closed
    finally:
        await visit.members.close()


class Opener(AskingLine):
    """Opens more channels than it should."""

    def __init__(self) -> None:
        super().__init__(ME)
        self.channels: list[Any] = []

    def attach(self, channel: Any) -> None:
        connection = self.peer._connection
        self.channels = [
            channel,
            connection.createDataChannel("other", protocol=DESK_PROTOCOL),
            connection.createDataChannel(DESK_LABEL, protocol="other"),
            connection.createDataChannel(DESK_LABEL, protocol=DESK_PROTOCOL, ordered=False),
            connection.createDataChannel(DESK_LABEL, protocol=DESK_PROTOCOL),
        ]

    def open(self) -> Peer:
        self.peer = Peer(ME, 1, Empty(), Ice(), lambda *_: None, desk=self)
        return self.peer


@pytest.mark.parametrize("due", [True, False])
async def test_any_other_channel_is_closed(due: bool) -> None:
    """Of another name or kind, a second one, and the desk's where none is due."""
    line = TerminalDesk(Shown(), Taken()).line(_view(), EXPERT) if due else None
    opener = Opener()
    offering = opener.open()
    answering = Peer(EXPERT, 1, Empty(), Ice(), lambda *_: None, desk=line)
    try:
        sdp, tracks = await offering.offer()
        await offering.take_answer(await answering.answer(sdp, tracks))
        answering.answer_sent()

        def settled() -> bool:
            states = [channel.readyState for channel in opener.channels]
            assert states == ["open" if due else "closed", *["closed"] * 4]
            return True

        await eventually(settled, timeout_s=10, what="only the channel that is due is open")
    finally:
        await offering.close()
        await answering.close()


def _view() -> Any:
    return RoomView(room(EXPERT), ME)
