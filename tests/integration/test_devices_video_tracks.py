"""A camera as the track that peers get."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import cast

import av
import numpy as np
import pytest
from aiortc.mediastreams import MediaStreamError

from edge_client.config import CameraSection
from edge_client.devices.cameras import make_video_source
from edge_client.devices.frame import Content, Frame
from edge_client.devices.status import SourceState
from edge_client.devices.video_clock import CLOCK_MODULUS, read_clock
from edge_client.devices.video_source import VideoSource
from edge_client.media.video_track import SourceVideoTrack
from tests.support.fake_devices import FakeCamera, grey_picture
from tests.support.waiting import SCALE, eventually
from tests.support.watched_camera import Watched


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    made = Watched(FakeCamera(grey_picture(64, 48, 200)))
    made.source.start()
    yield made
    made.camera.let_go()
    await asyncio.to_thread(made.source.stop)


def pattern_source(fps: int = 30) -> VideoSource:
    section = CameraSection(source="synthetic", width=320, height=180, fps=fps)
    return make_video_source("face", section)


async def test_track_carries_the_clock_in_order() -> None:
    source = pattern_source()
    source.start()
    first, second = SourceVideoTrack(source), SourceVideoTrack(source)
    try:
        frames = [await first.recv() for _ in range(8)]
        assert all(isinstance(frame, av.VideoFrame) for frame in frames)
        assert {(frame.width, frame.height, frame.format.name) for frame in frames} == {
            (320, 180, "yuv420p")
        }
        assert {frame.pict_type for frame in frames} == {0}, "no frame orders a key frame"
        times = [frame.pts or 0 for frame in frames]
        assert times == sorted(set(times))
        steps = np.diff(times[2:])
        assert float(np.median(steps)) == pytest.approx(3000, abs=600)
        shown = read_clock(frames[-1].to_ndarray(format="bgr24").astype(np.uint8))
        assert shown is not None
        age = (time.time() * 1000 - shown) % CLOCK_MODULUS
        assert age < 1000 * SCALE
        other = await second.recv()
        assert (other.pts or 0) >= times[-1]
    finally:
        await asyncio.to_thread(source.stop)
    with pytest.raises(MediaStreamError):
        await first.recv()
    assert first.readyState == "ended"


class SameTime:
    """A source whose pictures all have the same time."""

    fps = 30.0

    def __init__(self) -> None:
        self._seq = 0

    async def next(self, after_seq: int) -> Frame:
        assert after_seq in {-1, self._seq}
        self._seq += 1
        return Frame(Content(grey_picture(64, 48)), 5.0, self._seq, placeholder=True)


async def test_time_stamps_always_grow() -> None:
    track = SourceVideoTrack(cast(VideoSource, SameTime()))
    assert [(await track.recv()).pts for _ in range(3)] == [450_000, 450_001, 450_002]


async def test_muted_track_is_black_and_comes_back_at_once() -> None:
    source = pattern_source()
    source.start()
    track = SourceVideoTrack(source)
    try:
        await track.recv()
        track.enabled = False
        muted = await track.recv()
        assert muted.to_ndarray(format="gray").max() <= 16
        waiting = asyncio.create_task(track.recv())
        track.enabled = True
        started = time.monotonic()
        shown = await waiting
        assert time.monotonic() - started < 0.5 * SCALE
        assert shown.to_ndarray(format="gray").max() > 200
        assert (shown.pts or 0) > (muted.pts or 0)
    finally:
        await asyncio.to_thread(source.stop)


async def test_muting_while_a_picture_is_awaited_lets_none_out() -> None:
    camera = FakeCamera(grey_picture(64, 48, 200))
    watched = Watched(camera)
    watched.source.start()
    await watched.becomes(SourceState.LIVE)
    track = SourceVideoTrack(watched.source)
    await track.recv()
    camera.hang()
    waiting = asyncio.create_task(track.recv())
    while not watched.source._newest.awaited:
        if waiting.done():  # a frame from before the hanging
            waiting = asyncio.create_task(track.recv())
        await asyncio.sleep(0)
    track.enabled = False
    camera.let_go()
    frame = await waiting
    assert frame.to_ndarray(format="gray").max() <= 16
    await asyncio.to_thread(watched.source.stop)


async def test_track_goes_on_with_the_placeholder(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    track = SourceVideoTrack(watched.source)
    await track.recv()
    watched.camera.unplug()
    await watched.becomes(SourceState.MISSING)
    frames = [await track.recv() for _ in range(3)]
    assert all(np.median(frame.to_ndarray(format="gray")) < 80 for frame in frames[1:])


async def test_stopped_track_ends_its_reader_but_not_the_source(watched: Watched) -> None:
    await watched.becomes(SourceState.LIVE)
    track = SourceVideoTrack(watched.source, enabled=False)
    await track.recv()
    waiting = asyncio.create_task(track.recv())
    await eventually(lambda: not waiting.done(), timeout_s=1, what="it waits")
    track.stop()
    with pytest.raises(MediaStreamError):
        await waiting
    assert watched.source.status.live
