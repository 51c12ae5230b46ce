"""Cameras that fail in every way: the picture never stops, and it comes back by itself."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from edge_client.config import CameraSection
from edge_client.devices.camera import OpenCvCapture
from edge_client.devices.cameras import make_video_source
from edge_client.devices.status import DeviceError, Reason, SourceState, SourceStatus
from edge_client.devices.video_source import MAX_ABANDONED, SourceStoppedError
from edge_client.simulation import ASSETS
from tests.support.fake_devices import BUSY, FakeCamera, grey_picture
from tests.support.waiting import SCALE, eventually
from tests.support.watched_camera import FAST, Watched


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    made = Watched(FakeCamera(grey_picture(64, 48, 200)))
    made.source.start()
    yield made
    made.camera.let_go()
    await asyncio.to_thread(made.source.stop)


async def test_live_pictures_arrive(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    frame = await watched.shows(placeholder=False)
    assert frame.bgr.mean() == 200
    later = await watched.source.next(frame.seq)
    assert later.seq > frame.seq
    assert later.captured_at >= frame.captured_at
    assert [status.state for status in watched.told] == [SourceState.STARTING, SourceState.LIVE]


async def test_missing_at_the_start_and_there_later() -> None:
    camera = FakeCamera(grey_picture(64, 48, 200))
    camera.unplug()
    watched = Watched(camera)
    watched.source.start()
    await watched.becomes(SourceState.MISSING, Reason.NOT_FOUND)
    placeholder = await watched.shows(placeholder=True)
    assert placeholder.bgr.max() > 200, "there is text"
    assert np.median(placeholder.bgr) < 100, "on a calm ground"
    camera.plug_in()
    await watched.becomes(SourceState.LIVE)
    assert (await watched.shows(placeholder=False)).bgr.mean() == 200
    await asyncio.to_thread(watched.source.stop)


async def test_a_camera_that_is_not_wanted_is_let_go_at_once_and_shows_nothing(
    watched: Watched,
) -> None:
    await watched.shows(placeholder=False)
    watched.source.want(False)
    frame = watched.source.latest()
    assert frame is None or frame.placeholder, "not even the last picture stays"
    assert watched.source.status.state is SourceState.OFF
    await eventually(lambda: watched.camera.open_now == 0, timeout_s=5, what="the device is free")
    assert (await watched.shows(placeholder=True)).placeholder
    watched.source.want(True)
    await watched.becomes(SourceState.LIVE)
    assert (await watched.shows(placeholder=False)).bgr.mean() == 200
    assert watched.camera.opened == 2


async def test_a_camera_that_was_never_wanted_is_never_opened() -> None:
    watched = Watched(FakeCamera())
    watched.source.want(False)
    watched.source.start()
    frame = await watched.shows(placeholder=True)
    while (later := await watched.shows(placeholder=True)).seq < frame.seq + 2:
        await watched.source.next(later.seq)
    assert watched.camera.opened == 0
    await asyncio.to_thread(watched.source.stop)


async def test_a_camera_that_hangs_while_it_is_let_go_comes_back(
    watched: Watched,
) -> None:
    await watched.shows(placeholder=False)
    watched.camera.hang()
    watched.source.want(False)
    assert (await watched.shows(placeholder=True)).placeholder
    watched.source.want(True)
    watched.camera.let_go()
    await watched.becomes(SourceState.LIVE)
    assert not (await watched.shows(placeholder=False)).placeholder


async def test_unplugged_in_use_and_back(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    watched.camera.unplug()
    await watched.becomes(SourceState.MISSING)
    first = await watched.shows(placeholder=True)
    second = await watched.source.next(first.seq)
    assert second.placeholder
    assert second.captured_at > first.captured_at, "the picture goes on"
    watched.camera.plug_in()
    await watched.becomes(SourceState.LIVE)
    assert watched.camera.open_now == 1, "the old opening was released"


async def test_busy_until_the_other_program_ends(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    watched.camera.refusal = BUSY
    watched.camera.unplug()
    watched.camera.plug_in()
    watched.camera.mute = True
    await watched.becomes(SourceState.BUSY, Reason.IN_USE)
    watched.camera.mute = False
    watched.camera.refusal = None
    await watched.becomes(SourceState.LIVE)


async def test_stuck_camera_is_left_and_reopened(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    watched.camera.hang()
    await watched.becomes(SourceState.STUCK, Reason.NO_DATA)
    await watched.shows(placeholder=True)
    watched.camera.let_go()
    await watched.becomes(SourceState.LIVE)
    await eventually(
        lambda: watched.camera.open_now == 1, timeout_s=5, what="hanging readers release"
    )


async def test_hanging_threads_are_bounded(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    watched.camera.hang()
    await eventually(
        lambda: watched.camera.opened == MAX_ABANDONED, timeout_s=10, what="attempts are made"
    )
    stuck_since = watched.source.status.since
    await eventually(
        lambda: time.monotonic() > stuck_since + FAST.last_retry * 3, timeout_s=5, what="time"
    )
    assert watched.camera.opened == MAX_ABANDONED
    assert watched.source.status.state is SourceState.STUCK
    await watched.shows(placeholder=True)
    watched.camera.let_go()
    await watched.becomes(SourceState.LIVE)


async def test_own_hanging_reader_is_not_called_another_program(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    watched.camera.hang()
    await watched.becomes(SourceState.STUCK)
    watched.camera.refusal = BUSY
    seen = len(watched.told)
    opened_at = time.monotonic()
    await eventually(
        lambda: time.monotonic() > opened_at + FAST.last_retry, timeout_s=5, what="an attempt"
    )
    assert all(status.state is SourceState.STUCK for status in watched.told[seen:])


async def test_late_frame_of_a_reader_left_behind_is_not_shown(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    watched.camera.hang()
    await watched.becomes(SourceState.STUCK)
    watched.camera.refusal = BUSY
    seen = len(watched.told)
    watched.camera.let_go()
    await eventually(lambda: watched.camera.open_now == 0, timeout_s=5, what="it is released")
    latest = watched.source.latest()
    assert latest is not None
    assert latest.placeholder
    assert not any(status.live for status in watched.told[seen:])


async def test_camera_that_gives_nothing_is_stuck(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    watched.camera.mute = True
    await watched.becomes(SourceState.STUCK)
    watched.camera.mute = False
    await watched.becomes(SourceState.LIVE)


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (grey_picture(32, 200, 200), "another size"),
        (np.full((48, 64), 200, np.uint8), "grey"),
        (np.full((48, 64, 4), 200, np.uint8), "four channels"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_other_formats_are_adapted(watched: Watched, broken: object, kind: str) -> None:
    await watched.becomes(SourceState.LIVE)
    watched.camera.picture = broken
    frame = await watched.source.next()
    for _ in range(10):
        frame = await watched.source.next(frame.seq)
    assert (frame.width, frame.height, frame.placeholder) == (64, 48, False), kind
    assert frame.bgr[24, 32].min() == 200


async def test_damaged_frames_alone_are_told(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    watched.camera.picture = np.zeros(7, np.uint8)

    def told() -> bool:
        return watched.source.status.state in {SourceState.FAILED, SourceState.STUCK}

    await eventually(told, timeout_s=5, what="damaged frames are noticed")
    watched.camera.picture = grey_picture(64, 48, 200)
    await watched.becomes(SourceState.LIVE)


async def test_driver_with_an_error_of_its_own(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    watched.camera.picture = object()
    watched.camera.burst.append(None)

    class Hostile:
        ndim = 2

        def __getattr__(self, name: str) -> object:
            raise RuntimeError("driver")

    watched.camera.picture = Hostile()

    def told() -> bool:
        return not watched.source.status.live

    await eventually(told, timeout_s=5, what="the failure is noticed")
    watched.camera.picture = grey_picture(64, 48, 200)
    await watched.becomes(SourceState.LIVE)


async def test_one_stuck_camera_leaves_the_other_alone(watched: Watched) -> None:
    other = Watched(FakeCamera(grey_picture(64, 48, 50)))
    other.source.start()
    await other.becomes(SourceState.LIVE)
    await watched.becomes(SourceState.LIVE)
    watched.camera.hang()
    await watched.becomes(SourceState.STUCK)
    frame = await other.shows(placeholder=False)
    for _ in range(20):
        frame = await other.source.next(frame.seq)
        assert not frame.placeholder
    await asyncio.to_thread(other.source.stop)


async def test_off_shows_that_it_is_off() -> None:
    source = make_video_source("document", CameraSection(source="off", width=64, height=48))
    source.start()
    assert source.status.state is SourceState.OFF
    frame = await source.next()
    assert frame.placeholder
    assert (await source.next(frame.seq)).placeholder
    source.stop()


async def test_stopping_twice_and_starting_again(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    waiting = asyncio.create_task(watched.source.next(10**9))
    await asyncio.to_thread(watched.source.stop)
    await asyncio.to_thread(watched.source.stop)
    with pytest.raises(SourceStoppedError):
        await waiting
    with pytest.raises(SourceStoppedError):
        await watched.source.next()
    assert watched.camera.open_now == 0
    watched.source.start()
    watched.source.start()
    await watched.becomes(SourceState.LIVE)
    names = [thread.name for thread in threading.enumerate()]
    assert names.count("face-supervisor") == 1


async def test_stopping_while_the_driver_hangs_takes_no_longer_than_the_watchdog() -> None:
    watched = Watched(FakeCamera())
    watched.source.start()
    await watched.becomes(SourceState.LIVE)
    watched.camera.hang()
    started = time.monotonic()
    await asyncio.to_thread(watched.source.stop)
    assert time.monotonic() - started < FAST.data_within + 1 * SCALE
    watched.camera.let_go()
    await eventually(lambda: watched.camera.open_now == 0, timeout_s=5, what="it is released")


async def test_slow_consumer_gets_the_newest(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    first = await watched.shows(placeholder=False)
    watched.camera.picture = grey_picture(64, 48, 33)
    await eventually(
        lambda: (frame := watched.source.latest()) is not None and frame.bgr.mean() == 33,
        timeout_s=5,
        what="the new picture",
    )
    newest = watched.source.latest()
    assert newest is not None
    got = await watched.source.next(first.seq)
    assert got.seq >= newest.seq


async def test_forgotten_observer_hears_nothing(watched: Watched) -> None:
    heard: list[SourceStatus] = []
    forget = watched.source.observe(heard.append)
    await watched.becomes(SourceState.LIVE)
    forget()
    count = len(heard)
    watched.camera.unplug()
    await watched.becomes(SourceState.MISSING)
    assert len(heard) == count


async def test_real_opencv_reads_a_film_as_a_camera(tmp_path: Path) -> None:
    """The whole way through cv2.VideoCapture; the film's end is a camera that gives no more."""
    section = CameraSection(
        source="camera", device=str(ASSETS / "student.mkv"), width=640, height=360, fps=60
    )
    source = make_video_source("face", section, times=FAST)
    source.start()
    async with asyncio.timeout(10 * SCALE):
        frame = await source.next()
        while frame.placeholder:
            frame = await source.next(frame.seq)
    assert (frame.width, frame.height) == (640, 360)
    assert frame.bgr[:, :70].max() == 0, "4:3 in 16:9 has bars"
    assert frame.bgr[:, 100:540].std() > 10, "and a person between them"
    await asyncio.to_thread(source.stop)


def test_real_opencv_tells_what_is_missing() -> None:
    for device in (63, "/dev/v4l/by-id/usb-nobody-has-this", "No Such Camera"):
        with pytest.raises(DeviceError) as caught:
            OpenCvCapture(CameraSection(device=device))
        assert caught.value.state is SourceState.MISSING


def test_no_permission_is_told(tmp_path: Path) -> None:
    path = tmp_path / "video0"
    path.write_bytes(b"no camera")
    with pytest.raises(DeviceError) as caught:
        OpenCvCapture(CameraSection(device=str(path)))
    assert caught.value.reason is Reason.CANNOT_OPEN
    if os.geteuid() != 0:
        path.chmod(0)
        with pytest.raises(DeviceError) as forbidden:
            OpenCvCapture(CameraSection(device=str(path)))
        assert forbidden.value.reason is Reason.NO_PERMISSION
