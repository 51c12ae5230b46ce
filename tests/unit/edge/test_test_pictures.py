"""Pictures made for tests: what is drawn into them can be read back, also after a codec."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from edge_client.config import CameraSection
from edge_client.devices.frame import Content, Picture
from edge_client.devices.opencv import cv2
from edge_client.devices.pattern import PatternReader
from edge_client.devices.video_clock import CLOCK_MODULUS, draw_clock, read_clock
from tests.support.fake_devices import FakeCancel, FakeClock, grey_picture


def compressed(picture: Picture, bit_rate: int) -> Picture:
    """What is left after VP8 at so many bit/s."""
    encoder = av.CodecContext.create("libvpx", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height = picture.shape[1], picture.shape[0]
    encoder.pix_fmt, encoder.time_base = "yuv420p", Fraction(1, 30)
    encoder.bit_rate = bit_rate
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    decoder = av.CodecContext.create("vp8", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    shown = []
    for number in range(5):
        frame = av.VideoFrame.from_ndarray(Content(picture).i420, format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, 30)
        for packet in encoder.encode(frame):
            shown += decoder.decode(packet)
    return Content(shown[-1].to_ndarray().astype(np.uint8), "i420").bgr


def pattern(kind: str, **settings: object) -> tuple[PatternReader, FakeClock]:
    clock = FakeClock()
    section = CameraSection(source="synthetic", **settings)  # type: ignore[arg-type]
    reader = PatternReader(kind, section, FakeCancel(clock), clock, wall_clock=lambda: clock.now)
    return reader, clock


def markers_in(picture: Picture) -> list[int]:
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    _, ids, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(picture)
    found: object = ids  # None when there is none, whatever the stubs say
    return [] if found is None else sorted(int(number) for number in np.asarray(ids).reshape(-1))


@pytest.mark.parametrize("value", [0, 1, 1_795_305_600_123 % CLOCK_MODULUS, CLOCK_MODULUS - 1])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1080, 1920), (640, 360)])
def test_clock_is_read_back(value: int, size: tuple[int, int]) -> None:
    picture = grey_picture(*size)
    draw_clock(picture, value)
    assert read_clock(picture) == value


@pytest.mark.parametrize("width", [320, 427, 640, 960, 1920])
def test_clock_survives_scaling(width: int) -> None:
    picture = grey_picture(1280, 720)
    draw_clock(picture, 3_141_592_653)
    scaled = cv2.resize(picture, (width, width * 9 // 16), interpolation=cv2.INTER_LINEAR)
    assert read_clock(scaled.astype(np.uint8)) == 3_141_592_653


def test_clock_survives_compression() -> None:
    picture = grey_picture(1280, 720)
    draw_clock(picture, 2_718_281_828)
    assert read_clock(compressed(picture, 250_000)) == 2_718_281_828


def test_no_clock_no_time() -> None:
    assert read_clock(grey_picture(1280, 720)) is None
    assert read_clock(grey_picture(20, 20)) is None
    noise = np.random.default_rng(1).integers(0, 255, (720, 1280, 3)).astype(np.uint8)
    assert read_clock(noise) is None


def test_half_covered_clock_is_not_believed() -> None:
    picture = grey_picture(1280, 720)
    draw_clock(picture, 2_718_281_828)
    picture[:, 300:400] = 0
    assert read_clock(picture) is None


@pytest.mark.parametrize(("kind", "marker"), [("face", 7), ("document", 23)])
def test_pattern_is_recognised_after_compression(kind: str, marker: int) -> None:
    reader, clock = pattern(kind, width=1280, height=720, marker=marker)
    content, _ = reader.read()
    seen = compressed(content.bgr, 600_000)
    assert markers_in(seen) == [marker]
    assert read_clock(seen) == round(clock.now * 1000) % CLOCK_MODULUS


def test_patterns_differ_in_colour() -> None:
    face, _ = pattern("face", colour="#1F6F78")
    document, _ = pattern("document", colour="#F2EFE6")
    blue, green, red = (int(value) for value in face.read()[0].bgr[360, 100])
    assert (red, green, blue) == (0x1F, 0x6F, 0x78)
    assert document.read()[0].bgr[360, 100].min() > 200


def test_pattern_moves_at_its_rate() -> None:
    reader, _ = pattern("face", fps=25, width=640, height=360)
    frames = [reader.read() for _ in range(26)]
    assert frames[-1][1] - frames[0][1] == pytest.approx(1.0)
    bars = [int(np.argmax(content.bgr[-2, :, 0])) for content, _ in frames]
    assert len(set(bars)) > 20


def test_rotation_gives_an_upright_pattern() -> None:
    reader, _ = pattern("document", width=640, height=360, rotate=90, marker=5)
    content, _ = reader.read()
    assert (content.width, content.height) == (360, 640)
    assert markers_in(content.bgr) == [5]
