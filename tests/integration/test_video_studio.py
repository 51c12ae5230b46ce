"""One camera, many viewers: encoded once, and each can decode what it gets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import av
import pytest
from aiortc.codecs.h264 import h264_depayload
from aiortc.codecs.vpx import vp8_depayload
from aiortc.mediastreams import MediaStreamError

from edge_client.config import CameraSection
from edge_client.devices.cameras import make_video_source
from edge_client.devices.frame import Content, PictureError
from edge_client.devices.video_source import VideoSource
from edge_client.video.encoder import EncodedPicture, VideoCodec
from edge_client.video.key_frames import PATIENCE_S
from edge_client.video.priority import STILL
from edge_client.video.studio import MOST_BEHIND, Studio, Viewer
from edge_client.video.tiers import TIERS, Level
from signaling.protocol import Purpose
from tests.support.media import marker_in
from tests.support.waiting import eventually

FACE = Purpose.FACE
GOOD = TIERS[FACE][Level.HIGH].ceiling
BAD = TIERS[FACE][Level.HIGH].floor // 2
MARKER = 5


@pytest.fixture
def camera() -> Iterator[VideoSource]:
    source = make_video_source(
        "face", CameraSection(source="synthetic", width=640, height=480, fps=30, marker=MARKER)
    )
    source.start()
    yield source
    source.stop()


@dataclass
class Eye:
    """Decodes what a viewer gets, as the far end would."""

    viewer: Viewer
    codec: VideoCodec
    pictures: list[EncodedPicture] = field(default_factory=list)
    sizes: list[tuple[int, int]] = field(default_factory=list)
    marker: int | None = None

    async def look(self) -> None:
        decoder: Any = av.CodecContext.create("h264" if self.codec == "H264" else "vp8", "r")
        depayload = h264_depayload if self.codec == "H264" else vp8_depayload
        with contextlib.suppress(MediaStreamError):
            while True:
                picture = await self.viewer.recv()
                self.pictures.append(picture)
                data = b"".join(depayload(payload) for payload in picture.payloads)
                for frame in decoder.decode(av.Packet(data)):
                    self.sizes.append((frame.width, frame.height))
                    self.marker = marker_in(frame.to_ndarray(format="bgr24"))

    def sees(self, count: int = 1) -> bool:
        """Whether that many pictures were decoded and the newest shows the camera's marker."""
        assert len(self.sizes) >= count, f"{len(self.sizes)} pictures so far"
        assert self.marker == MARKER, self.marker
        return True


@asynccontextmanager
async def watching(
    studio: Studio, *, codec: VideoCodec = "H264", bitrate: int = GOOD
) -> AsyncIterator[Eye]:
    viewer = studio.viewer(FACE)
    assert viewer is not None
    viewer.wish(bitrate)
    viewer.use(codec)
    eye = Eye(viewer, codec)
    task = asyncio.create_task(eye.look())
    try:
        yield eye
    finally:
        viewer.stop()
        await task


@pytest.mark.parametrize("codec", ["H264", "VP8"])
async def test_three_viewers_share_one_encoder(camera: VideoSource, codec: VideoCodec) -> None:
    studio = Studio({FACE: camera})
    async with (
        watching(studio, codec=codec) as one,
        watching(studio, codec=codec) as two,
        watching(studio, codec=codec) as three,
    ):
        eyes = (one, two, three)
        await eventually(
            lambda: all(eye.sees(20) for eye in eyes), timeout_s=15, what="all three see it"
        )
        (encoding,) = studio.encodings(FACE)
        # Each got nearly every frame that was encoded, and none was encoded for one alone.
        assert all(len(eye.pictures) <= encoding.encoded + 1 for eye in eyes)
        (told,) = studio.figures()
        assert (told.purpose, told.codec, told.tier, told.watchers) == (FACE, codec, "high", 3)
        assert told.fps > 0
        assert told.rate > 0
        assert told.key_frames >= 1
        assert 0 < told.encode_ms[0] <= told.frame_ms[1]
    assert studio.encodings(FACE) == []


async def test_who_joins_begins_with_a_key_frame_and_the_others_go_on(
    camera: VideoSource,
) -> None:
    studio = Studio({FACE: camera})
    async with watching(studio) as first:
        await eventually(lambda: first.sees(10), timeout_s=10, what="the first one sees it")
        async with watching(studio) as second:
            await eventually(lambda: second.sees(5), timeout_s=10, what="the second one, too")
            assert second.pictures[0].key
        before = len(first.sizes)
        await eventually(
            lambda: first.sees(before + 5), timeout_s=10, what="the first one still sees it"
        )


async def test_a_bad_line_gets_the_small_picture_and_leaves_the_others_theirs(
    camera: VideoSource,
) -> None:
    studio = Studio({FACE: camera})
    async with watching(studio) as good, watching(studio) as bad:
        await eventually(lambda: good.sees(5) and bad.sees(5), timeout_s=10, what="both see it")
        bad.viewer.wish(BAD)
        await eventually(
            lambda: bad.sizes[-1] == (320, 240) and bad.sees(), timeout_s=10, what="half the size"
        )
        high, low = studio.encodings(FACE)
        assert (high.target, low.target) == (GOOD, BAD)
        assert good.sizes[-1] == (640, 480)
        # Time stamps go on over the change, or the far end would wait for lost time.
        stamps = [picture.timestamp for picture in bad.pictures]
        assert stamps == sorted(set(stamps))

        bad.viewer.wish(GOOD)
        await eventually(
            lambda: bad.sizes[-1] == (640, 480) and bad.sees(), timeout_s=10, what="it comes back"
        )
        assert len(studio.encodings(FACE)) == 1


async def test_a_low_face_grows_and_shrinks_with_its_rate(camera: VideoSource) -> None:
    studio = Studio({FACE: camera})
    async with watching(studio, bitrate=BAD) as eye:
        await eventually(lambda: eye.sees(5), timeout_s=15, what="the small one")
        assert eye.sizes[-1] == (320, 240)
        eye.viewer.wish(400_000)
        await eventually(lambda: eye.sizes[-1] == (480, 360), timeout_s=15, what="a larger one")
        eye.viewer.wish(100_000)
        await eventually(lambda: eye.sizes[-1] == (320, 240), timeout_s=15, what="small again")
        assert [picture.key for picture in eye.pictures].count(True) >= 3


async def test_the_worst_line_gets_stills_that_each_stand_for_themselves(
    camera: VideoSource,
) -> None:
    studio = Studio({FACE: camera})
    async with watching(studio) as good, watching(studio, bitrate=STILL) as worst:
        # The first one comes at once, others only after seconds or when asked for.
        await eventually(lambda: worst.sees(1), timeout_s=10, what="a still")
        before = len(good.sizes)
        await eventually(lambda: good.sees(before + 30), timeout_s=10, what="a second of the face")
        worst.viewer.ask_for_key_frame()
        await eventually(lambda: worst.sees(2), timeout_s=4, what="a still that was asked for")
        assert all(picture.key for picture in worst.pictures)
        assert len(worst.pictures) <= 3
        assert worst.sizes[-1] == (320, 240)
        assert good.sizes[-1] == (640, 480)
        assert studio.encodings(FACE)[0].target == GOOD


async def test_a_key_frame_is_made_when_asked_for(camera: VideoSource) -> None:
    studio = Studio({FACE: camera})
    async with watching(studio) as eye:
        await eventually(lambda: eye.sees(10), timeout_s=10, what="a picture")
        assert [picture.key for picture in eye.pictures[1:]].count(True) == 0
        eye.viewer.ask_for_key_frame()
        await eventually(
            lambda: any(picture.key for picture in eye.pictures[1:]),
            timeout_s=10,
            what="a second key frame",
        )


async def test_a_flood_of_requests_makes_few_key_frames(camera: VideoSource) -> None:
    studio = Studio({FACE: camera})
    async with watching(studio) as eye:
        await eventually(lambda: eye.sees(3), timeout_s=10, what="a picture")
        begun = len(eye.pictures)

        def flooded() -> bool:
            for _ in range(50):
                eye.viewer.ask_for_key_frame()
            return len(eye.pictures) > begun + 25

        await eventually(flooded, timeout_s=15, what="a second of pictures under the flood")
        flood = eye.pictures[begun:]
        seconds = (flood[-1].timestamp - flood[0].timestamp) / 90_000
        assert sum(picture.key for picture in flood) <= 2 + seconds / PATIENCE_S


async def test_the_rate_changes_without_a_key_frame(camera: VideoSource) -> None:
    studio = Studio({FACE: camera})
    async with watching(studio) as eye:
        await eventually(lambda: eye.sees(5), timeout_s=10, what="a picture")
        begun = len(eye.pictures)
        eye.viewer.wish(TIERS[FACE][Level.HIGH].floor)
        (encoding,) = studio.encodings(FACE)
        assert encoding.target == TIERS[FACE][Level.HIGH].floor
        await eventually(lambda: len(eye.pictures) > begun + 20, timeout_s=10, what="more pictures")
        assert not any(picture.key for picture in eye.pictures[begun:])


async def test_a_sender_that_does_not_read_piles_nothing_up_and_begins_anew(
    camera: VideoSource,
) -> None:
    studio = Studio({FACE: camera})
    slow = studio.viewer(FACE)
    assert slow is not None
    slow.use("H264")
    async with watching(studio) as quick:
        # More than a slow sender's queue holds go by.
        await eventually(
            lambda: quick.sees(4 * MOST_BEHIND), timeout_s=15, what="a second of pictures"
        )
        first = await slow.recv()
        assert first.key
        later = [await slow.recv() for _ in range(MOST_BEHIND)]
        stamps = [picture.timestamp for picture in later]
        assert stamps == sorted(set(stamps))
        newest = quick.pictures[-1].timestamp
        assert later[-1].timestamp > newest - 90_000
    slow.stop()


async def test_a_line_at_rest_gets_nothing_and_then_the_tier_that_fits_from_a_key_frame_on(
    camera: VideoSource,
) -> None:
    studio = Studio({FACE: camera})
    async with watching(studio) as eye, watching(studio) as other:
        await eventually(lambda: eye.sees(3) and other.sees(3), timeout_s=15, what="both see it")
        eye.viewer.hold()
        eye.viewer.wish(BAD)
        # What was put before it is read; after that nothing is.
        await eventually(lambda: not eye.viewer.waiting, timeout_s=5, what="nothing waits")
        got, seen = len(eye.pictures), len(other.pictures)
        await eventually(lambda: len(other.pictures) > seen + 10, timeout_s=15, what="others go on")
        assert len(eye.pictures) <= got + 1
        # No new tier is begun for a line at rest: its key frame would be lost.
        assert len(studio.encodings(FACE)) == 1

        before = len(eye.pictures)
        eye.viewer.go_on()

        await eventually(lambda: len(eye.pictures) > before + 3, timeout_s=15, what="it goes on")
        assert eye.pictures[before].key
        await eventually(lambda: eye.sizes[-1] == (320, 240), timeout_s=15, what="the small one")
        assert eye.sees()


async def test_going_on_without_a_new_tier_asks_for_a_key_frame(camera: VideoSource) -> None:
    studio = Studio({FACE: camera})
    async with watching(studio) as eye:
        await eventually(lambda: eye.sees(3), timeout_s=15, what="it is seen")
        eye.viewer.go_on()
        eye.viewer.hold()
        before = len(eye.pictures)
        eye.viewer.go_on()
        await eventually(
            lambda: any(picture.key for picture in eye.pictures[before:]),
            timeout_s=15,
            what="a key frame",
        )


async def test_a_stopped_camera_ends_its_viewers(camera: VideoSource) -> None:
    studio = Studio({FACE: camera})
    viewer = studio.viewer(FACE)
    assert viewer is not None
    viewer.use("H264")
    await viewer.recv()
    camera.stop()

    async def read_on() -> None:
        while True:
            await viewer.recv()

    with pytest.raises(MediaStreamError):
        await read_on()


async def test_there_is_no_viewer_without_a_camera() -> None:
    assert Studio({}).viewer(FACE) is None


class Damaged(Content):
    """A camera's JPEG that turns out to be cut short when it is decoded."""

    @property
    def i420(self) -> Any:
        raise PictureError("cut short")


async def test_a_damaged_frame_is_left_out_and_the_picture_goes_on(camera: VideoSource) -> None:
    whole = camera._put

    def put(content: Content, captured_at: float, *, placeholder: bool) -> None:
        bad = round(captured_at * 30) % 3 == 0
        shown = Damaged(content.pixels, content.form) if bad else content
        whole(shown, captured_at, placeholder=placeholder)

    camera._put = put  # type: ignore[method-assign]
    async with watching(Studio({FACE: camera})) as eye:
        await eventually(lambda: eye.sees(20), timeout_s=10, what="pictures")
