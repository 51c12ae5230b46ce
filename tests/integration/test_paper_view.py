"""Staff look at the paper together: asked over the channel, seen in decoded pictures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from edge_client.booth.feeds import as_seen
from edge_client.booth.jpeg import bgr_of
from edge_client.config import DocumentSection, LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.portaudio import PortAudio
from edge_client.house import PERSON_RECEIVES, TERMINAL_RECEIVES, MediaHouse
from edge_client.paper.live import PaperSource, paper_source
from edge_client.peering.desk_line import TerminalDesk
from edge_client.pictures import PictureBoard
from expert_client.desk import AskingDesk, AskingLine
from signaling.protocol import Purpose, Role, RoomMode, RoomTold, Seat
from signaling.protocol.desk import Region, Shows, ViewSet, ViewState
from tests.support.desk_scene import CENTRE, CORNER, TABLE, as_jpeg, markers, scene
from tests.support.samples import EXPERT, ME, room
from tests.support.two_keepers import Members
from tests.support.waiting import eventually

CLERK = "p_remote"
RAW = ViewSet(flat=False, turn=0, region=None)
ZOOM = ViewSet(flat=True, turn=0, region=Region(x=0, y=0, width=0.5, height=0.33))


def both(revision: int = 1, wanted: RoomMode | None = None) -> RoomTold:
    """An expert and a clerk elsewhere, with a terminal."""
    told = room(EXPERT, CLERK, revision=revision, wanted=wanted)
    members = [
        one.model_copy(update={"role": Role.CLERK, "seat": Seat.REMOTE}) if one.id == CLERK else one
        for one in told.members
    ]
    return told.model_copy(update={"members": members})


def without_document(revision: int) -> RoomTold:
    """The clerk is not shown the document any more."""
    told = both(revision)
    left = [purpose for purpose in Purpose if purpose is not Purpose.DOCUMENT]
    grants = [
        grant.model_copy(update={"purposes": left}) if grant.receiver == CLERK else grant
        for grant in told.grants
    ]
    return told.model_copy(update={"grants": grants})


class Office:
    """Somebody of staff."""

    def __init__(self, engine: AudioEngine) -> None:
        self.board = PictureBoard()
        self.desk = AskingDesk()
        self.house = MediaHouse({}, engine.voice, engine.sink, self.board, PERSON_RECEIVES)

    @property
    def line(self) -> AskingLine:
        assert self.desk.current is not None
        return self.desk.current

    async def sees(self, shows: Shows, *, there: set[int], absent: set[int]) -> None:
        """Decoded pictures show this, turned as the terminal tells, and upright."""

        def right() -> bool:
            state, received = self.line.view, self.board.latest(ME, Purpose.DOCUMENT)
            assert state is not None
            assert state.shows is shows
            assert received is not None
            frame = bgr_of(received.frame)
            assert frame.shape[:2] == (1080, 1920)
            found = markers(as_seen(frame, state))
            assert there <= set(found), f"{set(found)} are there"
            assert not absent & set(found), f"{set(found)} are there"
            for quad in found.values():
                assert quad[0, 0] < quad[1, 0], "turned"
                assert quad[0, 1] < quad[3, 1], "turned"
            return True

        await eventually(right, timeout_s=15, what=f"{shows} with {there}, without {absent}")


class Visit:
    """A terminal with a page under its camera, an expert and a clerk."""

    def __init__(self, source: PaperSource, engine: AudioEngine) -> None:
        self.source = source
        self.desk = TerminalDesk(source)
        loop = asyncio.get_running_loop()

        def told(state: ViewState) -> None:
            loop.call_soon_threadsafe(self.desk.tell, state)

        source.observe_state(told)
        house = MediaHouse(
            {Purpose.DOCUMENT: source}, engine.voice, engine.sink, PictureBoard(), TERMINAL_RECEIVES
        )
        self.expert, self.clerk = Office(engine), Office(engine)
        self.members = Members()
        self.members.add(ME, house, self.desk)
        self.members.add(EXPERT, self.expert.house, self.expert.desk)
        self.members.add(CLERK, self.clerk.house, self.clerk.desk)


@pytest.fixture
async def visit(tmp_path: Path) -> AsyncIterator[Visit]:
    (tmp_path / "page.jpg").write_bytes(as_jpeg(scene()))
    source = paper_source(DocumentSection(source="file", file=tmp_path / "page.jpg"))
    assert isinstance(source, PaperSource)
    engine = AudioEngine(VoiceSection(source="off"), LoudspeakerSection(source="off"), PortAudio())
    async with AsyncExitStack() as stack:
        for part in (source, engine):
            await asyncio.to_thread(part.start)
            stack.push_async_callback(asyncio.to_thread, part.stop)
        made = Visit(source, engine)
        stack.push_async_callback(made.members.close)
        yield made


async def test_an_expert_and_a_clerk_see_the_same_as_either_asks(visit: Visit) -> None:
    visit.members.follow(both())
    for office in (visit.expert, visit.clerk):
        await office.sees(Shows.PAGE, there={CENTRE, CORNER}, absent={TABLE})
    visit.expert.line.ask(ZOOM)
    for office in (visit.expert, visit.clerk):
        await office.sees(Shows.PAGE, there={CORNER}, absent={CENTRE, TABLE})
    visit.clerk.line.ask(RAW)
    for office in (visit.expert, visit.clerk):
        await office.sees(Shows.CAMERA, there={CENTRE, TABLE}, absent=set())
    assert visit.expert.line.view == visit.clerk.line.view


async def test_who_is_not_shown_the_document_is_not_obeyed(visit: Visit) -> None:
    visit.members.follow(both())
    for office in (visit.expert, visit.clerk):
        await office.sees(Shows.PAGE, there={CENTRE}, absent={TABLE})
    visit.members.follow(without_document(2))
    before = visit.clerk.line.view
    visit.clerk.line.ask(RAW)
    visit.expert.line.ask(ZOOM)
    await visit.expert.sees(Shows.PAGE, there={CORNER}, absent={CENTRE, TABLE})
    assert visit.clerk.line.view == before, "nothing of the paper is told meanwhile"
    visit.members.follow(both(3))
    await visit.clerk.sees(Shows.PAGE, there={CORNER}, absent={CENTRE, TABLE})


async def test_the_next_room_begins_with_the_whole_page(visit: Visit) -> None:
    visit.members.follow(both())
    await visit.expert.sees(Shows.PAGE, there={CENTRE}, absent={TABLE})
    visit.expert.line.ask(RAW)
    await visit.clerk.sees(Shows.CAMERA, there={TABLE}, absent=set())
    visit.members.follow(None)
    assert visit.source.state is None
    for office in (visit.expert, visit.clerk):
        office.board.keep({})
        office.board.keep({ME: PERSON_RECEIVES})
    visit.members.follow(both().model_copy(update={"room": "room-2"}))
    for office in (visit.expert, visit.clerk):
        await office.sees(Shows.PAGE, there={CENTRE}, absent={TABLE})
