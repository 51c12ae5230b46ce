"""Who gets a still and how: the shell with a line and a camera that the test holds."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest

from edge_client.peering.still_sending import OutPart
from edge_client.peering.stills import NoPictureError, Stills
from signaling.protocol.desk import Shows, StillCancel, StillGet, StillResume
from tests.support.waiting import eventually

PAGE = OutPart(Shows.PAGE, b"page" * 30_000, 40, 60, 90, 6, last=False)
CAMERA = OutPart(Shows.CAMERA, b"raw!" * 20_000, 80, 60, 0, 1, last=True)


class FakeLine:
    """One person's line; what is sent arrives at once, unless `stuck`."""

    def __init__(self, counterpart: str = "expert-1") -> None:
        self.counterpart = counterpart
        self.allowed = True
        self.closed = False
        self.stuck = False
        self.buffered = 0
        self.texts: list[dict[str, object]] = []
        self.data = b""
        self._gone: list[Callable[[], None]] = []

    def send_text(self, text: str) -> bool:
        if not self.closed:
            self.texts.append(json.loads(text))
        return not self.closed

    def send_bytes(self, data: bytes) -> bool:
        if not self.closed:
            self.data += data
            self.buffered += len(data) if self.stuck else 0
        return not self.closed

    def on_closed(self, callback: Callable[[], None]) -> Callable[[], None]:
        self._gone.append(callback)
        return lambda: self._gone.remove(callback) if callback in self._gone else None

    def close(self, *, for_good: bool = False) -> None:
        self.closed, self.allowed, self.buffered = True, not for_good, 0
        for callback in list(self._gone):
            callback()

    def reopen(self) -> None:
        self.closed = False

    def stages(self, still: str = "still-0001") -> list[object]:
        return [
            text.get("reason") or text["stage"]
            for text in self.texts
            if text["type"] == "still.state" and text["still"] == still
        ]


class FakeCamera:
    """Takes a still when the test lets it."""

    def __init__(self) -> None:
        self.takes = 0
        self.under_way = 0
        self.go = asyncio.Event()
        self.second = asyncio.Event()
        self.second.set()
        self.broken: Exception | None = None
        self.rests: Callable[[bool], None] = lambda rests: None
        self.told: list[bool] = []
        self.closed = False

    def attend(self, wanted: bool) -> None:
        self.told.append(wanted)

    async def close(self) -> None:
        self.closed = True

    async def take(self, rests: Callable[[bool], None], made: Callable[[OutPart], None]) -> None:
        self.takes += 1
        self.under_way += 1
        self.rests = rests
        try:
            await self.go.wait()
            if self.broken is not None:
                raise self.broken
            rests(True)
            made(PAGE)
            await self.second.wait()
            made(CAMERA)
        finally:
            self.under_way -= 1


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        # Every look at it takes a little time, so that what is paced goes on.
        self.now += 0.002
        return self.now


class Desk:
    def __init__(self) -> None:
        self.camera = FakeCamera()
        self.clock = Clock()
        self.stills = Stills(self.camera, self.clock)
        self.line = FakeLine()

    def get(self, still: str = "still-0001", line: FakeLine | None = None) -> None:
        self.stills.asked(StillGet(still=still), line or self.line)

    async def done(self, line: FakeLine | None = None, still: str = "still-0001") -> None:
        where = line or self.line
        await eventually(
            lambda: where.stages(still)[-1:] == ["done"], timeout_s=5, what="the still is sent"
        )


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    yield made
    await made.stills.close()
    assert made.camera.under_way == 0
    assert made.camera.closed
    assert made.stills.kept_bytes == 0


async def test_a_still_comes_with_its_stages_in_order(desk: Desk) -> None:
    desk.get()
    assert desk.line.stages() == ["waiting"]
    desk.camera.go.set()
    await desk.done()
    assert desk.line.stages() == ["waiting", "taking", "sending", "done"]
    heads = [text["shows"] for text in desk.line.texts if text["type"] == "still.part"]
    assert heads == ["page", "camera"]
    assert desk.line.data == PAGE.data + CAMERA.data


async def test_asked_ten_times_it_is_taken_once_and_the_others_are_told_busy(desk: Desk) -> None:
    for number in range(10):
        desk.get(f"still-000{number}")
    await eventually(lambda: desk.camera.takes, timeout_s=5, what="the camera is asked")
    assert [desk.line.stages(f"still-000{n}") for n in range(1, 10)] == [["busy"]] * 9
    desk.camera.go.set()
    await desk.done(still="still-0000")
    assert desk.camera.takes == 1


async def test_the_same_still_asked_for_again_is_only_told_how_far_it_is(desk: Desk) -> None:
    desk.get()
    desk.get()
    assert desk.line.stages() == ["waiting", "waiting"]


async def test_two_people_share_one_still(desk: Desk) -> None:
    other = FakeLine("clerk-1")
    desk.get()
    desk.get("still-0002", other)
    desk.camera.go.set()
    await desk.done()
    await desk.done(other, "still-0002")
    assert desk.camera.takes == 1
    assert other.data == desk.line.data


async def test_who_asks_a_little_later_gets_the_parts_there_are(desk: Desk) -> None:
    desk.camera.second.clear()
    desk.camera.go.set()
    desk.get()
    await eventually(lambda: desk.line.data == PAGE.data, timeout_s=5, what="the page has come")
    other = FakeLine("clerk-1")
    desk.get("still-0002", other)
    desk.camera.second.set()
    await desk.done(other, "still-0002")
    assert other.data == PAGE.data + CAMERA.data
    assert desk.camera.takes == 1


async def test_a_later_still_is_a_new_one(desk: Desk) -> None:
    desk.camera.go.set()
    desk.get()
    await desk.done()
    desk.clock.now += 10
    desk.get("still-0002")
    await desk.done(still="still-0002")
    assert desk.camera.takes == 2


async def test_cancelled_while_waiting_nothing_is_taken_any_more(desk: Desk) -> None:
    desk.get()
    await eventually(lambda: desk.camera.under_way == 1, timeout_s=5, what="the camera waits")
    desk.stills.asked(StillCancel(still="still-0001"), desk.line)
    assert desk.line.stages() == ["waiting", "cancelled"]
    await eventually(lambda: desk.camera.under_way == 0, timeout_s=5, what="the camera stops")


async def test_cancelled_half_way_no_further_byte_comes_and_the_other_gets_all(desk: Desk) -> None:
    desk.camera.second.clear()
    desk.camera.go.set()
    other = FakeLine("clerk-1")
    desk.get()
    desk.get("still-0002", other)
    await eventually(lambda: desk.line.data == PAGE.data, timeout_s=5, what="the page has come")
    desk.stills.asked(StillCancel(still="still-0001"), desk.line)
    desk.camera.second.set()
    await desk.done(other, "still-0002")
    assert desk.line.data == PAGE.data
    assert desk.line.stages()[-1] == "cancelled"


async def test_somebody_elses_still_cannot_be_cancelled(desk: Desk) -> None:
    desk.get()
    desk.stills.asked(StillCancel(still="still-0001"), FakeLine("clerk-1"))
    desk.camera.go.set()
    await desk.done()


async def test_on_a_new_channel_it_goes_on_where_it_was(desk: Desk) -> None:
    desk.line.stuck = True
    desk.camera.go.set()
    desk.get()
    await eventually(lambda: desk.line.data, timeout_s=5, what="the first bytes have come")
    desk.line.close()
    desk.line.stuck = False
    had = desk.line.data[:20_000]
    desk.line.data = b""
    desk.line.reopen()
    desk.stills.asked(StillResume(still="still-0001", part=Shows.PAGE, have=len(had)), desk.line)
    await desk.done()
    assert had + desk.line.data == PAGE.data + CAMERA.data
    assert desk.camera.takes == 1


async def test_on_a_new_channel_nothing_comes_unasked(desk: Desk) -> None:
    desk.line.stuck = True
    desk.camera.go.set()
    desk.get()
    await eventually(lambda: desk.line.data, timeout_s=5, what="the first bytes have come")
    desk.line.close()
    desk.line.data = b""
    desk.line.stuck = False
    desk.line.reopen()
    desk.stills.asked(StillResume(still="still-unknown", part=None, have=0), desk.line)
    assert desk.line.stages("still-unknown") == ["gone"]
    desk.get("still-0002")
    await desk.done(still="still-0002")
    assert desk.line.data == PAGE.data + CAMERA.data, "and a new still takes the old one's place"


async def test_a_minute_after_its_channel_a_still_is_gone(desk: Desk) -> None:
    desk.line.stuck = True
    desk.camera.go.set()
    desk.get()
    await eventually(lambda: desk.line.data, timeout_s=5, what="the first bytes have come")
    desk.line.close()
    desk.line.reopen()
    desk.clock.now += 61
    desk.stills.asked(StillResume(still="still-0001", part=Shows.PAGE, have=1), desk.line)
    assert desk.line.stages()[-1] == "gone"
    assert desk.stills.kept_bytes == 0


async def test_nothing_is_kept_for_whoever_has_left(desk: Desk) -> None:
    desk.line.stuck = True
    desk.camera.go.set()
    desk.get()
    await eventually(lambda: desk.line.data, timeout_s=5, what="the first bytes have come")
    desk.line.close(for_good=True)
    assert desk.stills.kept_bytes == 0


async def test_nothing_is_kept_when_the_room_is_over(desk: Desk) -> None:
    desk.camera.go.set()
    desk.get()
    await desk.done()
    assert desk.stills.kept_bytes > 0
    desk.stills.begin()
    desk.stills.room_over()
    assert desk.camera.told == [True, False]
    assert desk.stills.kept_bytes == 0
    desk.stills.asked(StillResume(still="still-0001", part=Shows.PAGE, have=0), desk.line)
    assert desk.line.stages()[-1] == "gone"


async def test_without_the_grant_the_rest_does_not_come(desk: Desk) -> None:
    desk.line.stuck = True
    desk.camera.go.set()
    desk.get()
    await eventually(lambda: desk.line.data, timeout_s=5, what="the first bytes have come")
    desk.line.allowed = False
    await eventually(
        lambda: desk.line.stages()[-1] == "not_allowed", timeout_s=5, what="it is refused"
    )
    assert desk.line.data != PAGE.data + CAMERA.data


@pytest.mark.parametrize("error", [NoPictureError(), RuntimeError("odd")])
async def test_a_camera_that_gives_nothing_is_told(desk: Desk, error: Exception) -> None:
    desk.camera.broken = error
    desk.camera.go.set()
    desk.get()
    await eventually(
        lambda: desk.line.stages() == ["waiting", "no_camera"], timeout_s=5, what="it is told"
    )
    desk.camera.broken = None
    desk.get("still-0002")
    await desk.done(still="still-0002")


async def test_the_page_may_move_again_before_it_is_taken(desk: Desk) -> None:
    desk.get()
    await eventually(lambda: desk.camera.under_way == 1, timeout_s=5, what="the camera waits")
    for rests in (True, True, False, True):
        desk.camera.rests(rests)
    assert desk.line.stages() == ["waiting", "taking", "waiting", "taking"]


async def test_get_and_cancel_in_a_flood_is_little_work(desk: Desk) -> None:
    desk.camera.go.set()
    for number in range(500):
        desk.get(f"still-{number:04}")
        desk.stills.asked(StillCancel(still=f"still-{number:04}"), desk.line)
    desk.clock.now += 10
    desk.get("still-last")
    await desk.done(still="still-last")
    assert desk.camera.takes <= 2
