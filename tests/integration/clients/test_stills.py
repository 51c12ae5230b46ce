"""Stills over real peer connections: whole, right, resumed, cancelled, in a flood."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import numpy as np
import pytest
import structlog

from edge_client.devices.frame import Frame, Picture
from edge_client.devices.jpeg_content import JpegContent
from edge_client.devices.newest import SourceStoppedError
from edge_client.devices.opencv import cv2
from edge_client.paper.curve import Outline
from edge_client.paper.still_taking import StillCamera
from edge_client.peering.desk_line import TerminalDesk
from edge_client.peering.path_watch import Path
from edge_client.peering.stills import Stills
from expert_client.desk import AskingDesk
from signaling.protocol import RelayedRestart, RoomMode
from signaling.protocol.desk import (
    AnyDeskTold,
    Shows,
    StillCancel,
    StillFailure,
    StillGet,
    StillStage,
    Turn,
)
from tests.integration.clients.test_desk_channel import Empty
from tests.support.papers import STANDARD, Sitting, cer, ocr, render, running
from tests.support.samples import EXPERT, ME, room
from tests.support.still_receiver import StillReceiver
from tests.support.two_keepers import Members
from tests.support.waiting import eventually
from tests.unit.terminal.test_desk_line import Shown


def jpeg(picture: Picture) -> bytes:
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 93])
    assert done
    return data.tobytes()


@pytest.fixture(scope="module")
def sitting() -> Sitting:
    """A page of small print under a camera of 8 megapixels."""
    return Sitting(render(running("en", 4), "Liberation Sans", 8), STANDARD, 11)


@pytest.fixture(scope="module")
def frames(sitting: Sitting) -> list[bytes]:
    return [jpeg(sitting.frame(number)) for number in range(4)]


class Camera:
    """Gives frames in turn, ten a second, as a document camera does."""

    def __init__(self, frames: list[bytes]) -> None:
        self.frames = frames
        self.gone = False
        self._seq = 0
        self._latest: Frame | None = None

    def latest(self) -> Frame | None:
        return self._latest

    async def next(self, after_seq: int = -1) -> Frame:
        while not self.gone:
            now = time.monotonic()
            if self._latest is None or now - self._latest.captured_at >= 0.1:
                self._seq += 1
                content = JpegContent(self.frames[self._seq % len(self.frames)])
                self._latest = Frame(content, now, self._seq)
            if self._latest.seq > after_seq:
                return self._latest
            await asyncio.sleep(0.02)
        raise SourceStoppedError("document")


class Sight:
    """The live view has not found the page, and somebody has turned it."""

    outline: Outline | None = None
    turn: Turn = 90
    paper: int = 7


class Visit:
    """A terminal with a document camera, and an expert who asks."""

    def __init__(self, frames: list[bytes]) -> None:
        self.source = Camera(frames)
        self.camera = StillCamera(self.source, Sight())
        self.stills = Stills(self.camera)
        self.office = AskingDesk()
        self.members = Members()
        self.members.add(ME, Empty(), TerminalDesk(Shown(), self.stills))
        self.members.add(EXPERT, Empty(), self.office)

    async def meet(self) -> StillReceiver:
        self.members.follow(room(EXPERT))

        def ready() -> bool:
            for me, other in ((ME, EXPERT), (EXPERT, ME)):
                assert self.members.keepers[me].path(other) is Path.CONNECTED
            assert self.office.current is not None
            assert not self.office.current.closed
            assert self.camera.kept >= 6
            return True

        await eventually(ready, timeout_s=15, what="both are connected, the page has rested")
        assert self.office.current is not None
        return StillReceiver(self.office.current)

    async def close(self) -> None:
        await self.stills.close()
        await self.members.close()


@pytest.fixture
async def visit(frames: list[bytes]) -> AsyncIterator[Visit]:
    made = Visit(frames)
    yield made
    await made.close()
    assert made.stills.kept_bytes == 0
    assert made.camera.kept == 0


async def some(receiver: StillReceiver, size: int) -> None:
    def here() -> bool:
        receiver.keep_going()
        return receiver.bytes_here >= size

    await eventually(here, timeout_s=15, what=f"{size} bytes of the still are here")


async def done(receiver: StillReceiver) -> None:
    def whole() -> bool:
        receiver.keep_going()
        assert receiver.stages[-1:] == [StillStage.DONE], receiver.stages
        assert set(receiver.parts) == set(Shows)
        assert all(part.whole for part in receiver.parts.values())
        return True

    await eventually(whole, timeout_s=30, what="the still is here, whole")


async def test_the_page_comes_first_flat_and_readable_and_then_the_cameras_picture(
    visit: Visit, sitting: Sitting
) -> None:
    receiver = await visit.meet()
    receiver.ask("still-0001")
    await done(receiver)
    stages = [StillStage.WAITING, StillStage.TAKING, StillStage.SENDING, StillStage.DONE]
    assert [stage for stage in stages if stage in receiver.stages] == stages
    assert list(receiver.parts) == [Shows.PAGE, Shows.CAMERA]
    page, camera = receiver.parts[Shows.PAGE], receiver.parts[Shows.CAMERA]
    assert (page.head.last, camera.head.last) == (False, True)
    assert page.head.turn == camera.head.turn == 0
    assert page.head.frames >= 3
    assert camera.picture.shape[0] * camera.picture.shape[1] >= 8_000_000 * 0.99
    shown = page.picture
    assert shown.shape[:2] == (page.head.height, page.head.width)
    assert max(shown.shape[:2]) / min(shown.shape[:2]) == pytest.approx(297 / 210, rel=0.02)
    # The view is turned by 90 degrees, and the still came so.
    turned = np.rot90(shown, -(sitting.turn - 90) // 90).astype(np.uint8)
    text = running("en", 4)
    assert cer(text.words, ocr(turned, "en", 2.0)) < 0.03


async def test_on_a_new_connection_only_what_is_missing_is_sent(visit: Visit) -> None:
    receiver = await visit.meet()
    receiver.ask("still-0001")
    await some(receiver, 100_000)
    offering = visit.members.keepers[EXPERT]
    before = offering.generation(ME)
    offering.relayed(RelayedRestart(room="room-1", sender=ME, generation=before))
    await eventually(
        lambda: offering.generation(ME) > before, timeout_s=10, what="a second generation"
    )
    had = receiver.bytes_here
    await done(receiver)
    ats = [part.head.at for part in receiver.parts.values()]
    assert any(ats), "it went on in the middle of a picture"
    assert had >= 100_000


async def test_cancelled_half_way_it_stops(visit: Visit) -> None:
    receiver = await visit.meet()
    receiver.ask("still-0001")
    await some(receiver, 50_000)
    assert visit.office.current is not None
    visit.office.current.ask(StillCancel(still="still-0001"))
    await eventually(
        lambda: receiver.stages[-1] is StillStage.CANCELLED, timeout_s=5, what="it is cancelled"
    )
    here = receiver.bytes_here
    assert visit.stills.kept_bytes == 0
    receiver.ask("still-0002")
    await done(receiver)
    assert here < receiver.bytes_here


async def test_asked_ten_times_at_once_one_still_comes(visit: Visit) -> None:
    receiver = await visit.meet()
    receiver.ask("still-0001")
    line = visit.office.current
    assert line is not None
    told_before, heard = line.on_told, []

    def hear(told: AnyDeskTold) -> None:
        heard.append(told)
        told_before(told)

    line.on_told = hear
    for number in range(2, 12):
        line.ask(StillGet(still=f"still-00{number:02}"))
    await done(receiver)
    busy = [told for told in heard if getattr(told, "reason", None) is StillFailure.BUSY]
    assert len(busy) == 10


async def test_a_camera_that_is_gone_is_told_in_a_word(visit: Visit) -> None:
    receiver = await visit.meet()
    visit.source.gone = True
    visit.camera.attend(False)
    receiver.ask("still-0001")
    await eventually(
        lambda: receiver.reason is StillFailure.NO_CAMERA, timeout_s=10, what="it is told"
    )


async def test_damaged_frames_are_left_out(visit: Visit) -> None:
    receiver = await visit.meet()
    whole = visit.source.frames
    # Cut in the middle, but with an end: the header is right, the picture is not.
    broken = [data[: len(data) // 3] + b"\xff\xd9" for data in whole[:1]]
    visit.source.frames = [*broken, *whole]
    receiver.ask("still-0001")
    await done(receiver)


async def test_without_the_grant_nothing_of_the_paper_comes(visit: Visit) -> None:
    receiver = await visit.meet()
    receiver.ask("still-0001")
    await some(receiver, 1)
    visit.members.follow(room(EXPERT, revision=2, wanted=RoomMode.CONSULTATION))
    await eventually(
        lambda: receiver.reason is StillFailure.NOT_ALLOWED, timeout_s=5, what="it is told"
    )
    assert not receiver.parts[Shows.PAGE].whole
    assert visit.stills.kept_bytes == 0


async def test_nothing_of_it_is_logged(visit: Visit) -> None:
    with structlog.testing.capture_logs() as logs:
        receiver = await visit.meet()
        receiver.ask("still-secret")
        await done(receiver)
        visit.source.gone = True
        visit.members.follow(None)
    written = json.dumps(logs, default=str)
    assert "still-secret" not in written
    assert len(written) < 5_000


async def test_when_the_room_is_over_nothing_remains(visit: Visit) -> None:
    receiver = await visit.meet()
    receiver.ask("still-0001")
    await done(receiver)
    visit.members.follow(None)
    await eventually(
        lambda: visit.stills.kept_bytes == 0 and visit.camera.kept == 0,
        timeout_s=5,
        what="pictures and frames are gone",
    )
