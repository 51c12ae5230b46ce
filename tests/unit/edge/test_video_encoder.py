"""The encoder's rate: it follows what it is told, at once and without a key frame."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from edge_client.video.encoder import EncodedPicture, PictureEncoder
from signaling.protocol import Purpose

WIDTH, HEIGHT, FPS = 640, 360, 30
CEILING = 1_500_000


def moving_noise(count: int) -> list[av.VideoFrame]:
    """What costs more bits than any rate allows."""
    chance = np.random.default_rng(1)
    coarse = chance.integers(40, 200, (HEIGHT * 3 // 2, WIDTH * 2), dtype=np.uint8)
    frames = []
    for number in range(count):
        part = coarse[:, number * 7 % WIDTH :][:, :WIDTH]
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(part), format="yuv420p")
        frame.pts, frame.time_base = number * 90_000 // FPS, Fraction(1, 90_000)
        frames.append(frame)
    return frames


def rate(pictures: list[EncodedPicture]) -> float:
    """In bit/s."""
    return sum(picture.size for picture in pictures) * 8 * FPS / len(pictures)


@pytest.mark.parametrize(("first", "second"), [(1_200_000, 300_000), (300_000, CEILING)])
def test_h264_follows_its_rate_both_ways_without_a_key_frame(first: int, second: int) -> None:
    encoder = PictureEncoder("H264", Purpose.FACE, target=first, ceiling=CEILING, fps=FPS)
    frames = moving_noise(5 * FPS)

    before = [encoder.encode(frame) for frame in frames[: 2 * FPS]]
    encoder.target = second
    after = [encoder.encode(frame) for frame in frames[2 * FPS :]]

    assert rate(before[FPS:]) == pytest.approx(first, rel=0.25)
    assert rate(after[2 * FPS :]) == pytest.approx(second, rel=0.25)
    assert [picture.key for picture in before + after].count(True) == 1
