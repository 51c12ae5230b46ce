"""The paper as a source of pictures: real threads, a camera that the test holds in its hand."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_client.config import DocumentSection
from edge_client.devices.frame import Frame
from edge_client.devices.jpeg_content import JpegContent
from edge_client.devices.newest import SourceStoppedError
from edge_client.devices.status import SourceState
from edge_client.paper.live import PaperSource, paper_source
from edge_client.paper.paper_frame import PaperFrame
from signaling.protocol.desk import Region, Shows, ViewSet, ViewState
from tests.support.desk_scene import CENTRE, CORNER, TABLE, as_jpeg, markers, scene, table
from tests.support.fake_devices import FakeCamera
from tests.support.waiting import eventually
from tests.unit.edge.test_jpeg_content import as_driver_gives_it

FLAT = ViewSet(flat=True, turn=0, region=None)
RAW = ViewSet(flat=False, turn=0, region=None)
ZOOM = ViewSet(flat=True, turn=90, region=Region(x=0, y=0, width=0.5, height=0.33))


class Desk:
    """A source, its camera, and whoever reads it."""

    def __init__(self) -> None:
        self.camera = FakeCamera(as_driver_gives_it(as_jpeg(scene())), period=0.05)
        section = DocumentSection(source="camera", fps=30)
        source = paper_source(section, open_capture=self.camera.open)
        assert isinstance(source, PaperSource)
        self.source = source
        self.told: list[ViewState] = []
        self.source.observe_state(self.told.append)
        self._seq = -1
        self._reader: asyncio.Task[None] | None = None

    def put(self, picture: object) -> None:
        self.camera.picture = picture

    def read(self) -> None:
        """Read on, as an encoder does."""

        async def reading() -> None:
            while True:
                self._seq = (await self.source.next(self._seq)).seq

        self._reader = asyncio.create_task(reading())

    async def leave(self) -> None:
        assert self._reader is not None
        self._reader.cancel()
        await asyncio.wait({self._reader})

    async def shows_anything(self) -> None:
        seq = -1
        while True:
            frame = await self.source.next(seq)
            seq = frame.seq
            if not frame.placeholder:
                return

    async def shows(self, what: Shows, *, there: set[int], absent: set[int]) -> Frame:
        found: list[Frame] = []

        def right() -> bool:
            frame, state = self.source.latest(), self.source.state
            assert isinstance(frame, PaperFrame)
            assert state is not None
            assert frame.view is not None
            assert frame.view.shows is state.shows is what
            ids = set(markers(frame.bgr))
            assert there <= ids, f"{ids} are there"
            assert not absent & ids, f"{ids} are there"
            found.append(frame)
            return True

        await eventually(right, timeout_s=10, what=f"the {what} with {there}, without {absent}")
        return found[-1]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    await asyncio.to_thread(made.source.start)
    yield made
    await asyncio.to_thread(made.source.stop)


async def test_it_shows_what_is_wished_for(desk: Desk) -> None:
    desk.read()
    await desk.shows(Shows.PAGE, there={CENTRE, CORNER}, absent={TABLE})
    desk.source.wish(ZOOM)
    frame = await desk.shows(Shows.PAGE, there={CORNER}, absent={TABLE, CENTRE})
    assert (frame.width, frame.height) == (1920, 1080)
    desk.source.wish(RAW)
    await desk.shows(Shows.CAMERA, there={CENTRE, TABLE}, absent=set())
    desk.source.wish(FLAT)
    await desk.shows(Shows.PAGE, there={CENTRE}, absent={TABLE})
    shown = [(state.flat, state.region is not None) for state in desk.told]
    assert (False, False) in shown
    assert (True, True) in shown
    await desk.leave()


async def test_the_time_of_capture_is_kept(desk: Desk) -> None:
    desk.read()
    await desk.shows(Shows.PAGE, there={CENTRE}, absent={TABLE})
    times: list[float] = []
    seq = -1
    for _ in range(5):
        frame = await desk.source.next(seq)
        seq = frame.seq
        times.append(frame.captured_at)
    now = asyncio.get_running_loop().time()
    assert times == sorted(times)
    assert now - 2 < times[0] <= times[-1] <= now
    await desk.leave()


async def test_after_a_room_nothing_of_it_remains(desk: Desk) -> None:
    desk.read()
    await desk.shows(Shows.PAGE, there={CENTRE}, absent={TABLE})
    desk.source.wish(RAW)
    await desk.shows(Shows.CAMERA, there={TABLE}, absent=set())
    await desk.leave()
    desk.source.reset()
    assert desk.source.state is None
    assert desk.source.latest() is None
    made = desk.source.figures.frames
    desk.put(as_driver_gives_it(as_jpeg(table())))
    newest = desk.source.camera.latest()
    assert newest is not None
    await desk.source.camera.next(newest.seq + 1)
    frame = await desk.source.next(-1)
    assert CENTRE not in markers(frame.bgr), "an old picture was shown"
    assert desk.source.figures.frames > made
    desk.put(as_driver_gives_it(as_jpeg(scene())))
    desk.read()
    await desk.shows(Shows.PAGE, there={CENTRE}, absent={TABLE})
    await desk.leave()


async def test_nobody_looks_and_nothing_is_done(desk: Desk) -> None:
    await desk.source.next(-1)
    await eventually(lambda: desk.source.latest() is None, timeout_s=8, what="the work to stop")
    assert desk.source.state is None
    before = desk.source.figures.looks
    seq = desk.source.camera.latest()
    assert seq is not None
    await desk.source.camera.next(seq.seq + 5)
    assert desk.source.figures.looks == before


@pytest.mark.parametrize(
    "junk",
    [
        as_driver_gives_it(as_jpeg(scene())[:20_000]),
        as_driver_gives_it(as_jpeg(scene()[:600])),
        scene()[::3, ::3].copy(),
        scene().mean(axis=2).astype("uint8"),
        as_driver_gives_it(b"\xff\xd8" + b"\0" * 5000),
        None,
    ],
    ids=["truncated", "half", "small pixels", "grey", "nonsense", "nothing"],
)
async def test_odd_pictures_do_no_harm(desk: Desk, junk: object) -> None:
    desk.read()
    await desk.shows(Shows.PAGE, there={CENTRE}, absent={TABLE})
    desk.camera.burst.extend([junk] * 5)
    await eventually(lambda: not desk.camera.burst, timeout_s=5, what="the camera gave them")
    await desk.shows(Shows.PAGE, there={CENTRE}, absent={TABLE})
    assert desk.source.status.state is SourceState.LIVE
    await desk.leave()


async def test_an_unplugged_camera_shows_its_placeholder_and_comes_back(desk: Desk) -> None:
    desk.read()
    await desk.shows(Shows.PAGE, there={CENTRE}, absent={TABLE})
    desk.camera.unplug()

    def placeholder() -> bool:
        frame = desk.source.latest()
        return frame is not None and frame.placeholder

    await eventually(placeholder, timeout_s=10, what="a placeholder")
    desk.camera.plug_in()
    await desk.shows(Shows.PAGE, there={CENTRE}, absent={TABLE})
    await desk.leave()


async def test_who_waits_when_it_stops_is_told() -> None:
    made = Desk()
    await asyncio.to_thread(made.source.start)
    frame = await made.source.next(-1)
    waiting = asyncio.create_task(made.source.next(frame.seq + 1_000_000))
    await asyncio.sleep(0)
    await asyncio.to_thread(made.source.stop)
    with pytest.raises(SourceStoppedError):
        await waiting
    await asyncio.to_thread(made.source.stop)
    await asyncio.to_thread(made.source.start)
    await made.shows_anything()
    await asyncio.to_thread(made.source.stop)


async def test_without_flattening_the_camera_is_shown(tmp_path: Path) -> None:
    (tmp_path / "page.jpg").write_bytes(as_jpeg(scene()))
    section = DocumentSection(source="file", file=tmp_path / "page.jpg", fps=30, paper=False)
    source = paper_source(section)
    assert isinstance(source, PaperSource)
    await asyncio.to_thread(source.start)
    frame = await source.next(-1)
    while frame.placeholder:
        frame = await source.next(frame.seq)
    assert TABLE in markers(frame.bgr)
    camera = source.camera.latest()
    assert camera is not None
    assert isinstance(camera.content, JpegContent)
    await asyncio.to_thread(source.stop)
