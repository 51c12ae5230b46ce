"""What is said about devices."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.devices.blocks import BLOCK, Block
from edge_client.devices.frame import Content, Frame, Picture
from edge_client.devices.inspection import (
    Finding,
    Mark,
    PictureStatistics,
    chime,
    judge_pictures,
    judge_voice,
)
from tests.support.fake_devices import grey_picture


def watched(pictures: list[Picture], fps: float) -> PictureStatistics:
    seen = PictureStatistics()
    for number, picture in enumerate(pictures):
        seen.add(Frame(Content(picture), number / fps, number))
    return seen


def noisy(level: int, count: int = 30) -> list[Picture]:
    random = np.random.default_rng(1)
    base = grey_picture(64, 48, level).astype(int)
    return [
        np.clip(base + random.integers(-2, 3, base.shape), 0, 255).astype(np.uint8)
        for _ in range(count)
    ]


def test_good_camera() -> None:
    finding = judge_pictures(watched(noisy(120), 30), 30, real=True)
    assert finding == Finding(Mark.OK, "check.camera.good", {"fps": 30, "width": 64, "height": 48})


@pytest.mark.parametrize(
    ("pictures", "fps", "mark", "key"),
    [
        (noisy(4), 30, Mark.FAULT, "dark"),
        (noisy(252), 30, Mark.FAULT, "bright"),
        ([grey_picture(64, 48, 120)] * 30, 30, Mark.FAULT, "frozen"),
        (noisy(120), 15, Mark.NOTE, "slow"),
        (noisy(120), 25, Mark.OK, "good"),
    ],
)
def test_camera_faults(pictures: list[Picture], fps: float, mark: Mark, key: str) -> None:
    finding = judge_pictures(watched(pictures, fps), 30, real=True)
    assert (finding.mark, finding.text_key) == (mark, f"check.camera.{key}")


def test_a_still_picture_from_a_file_is_not_frozen() -> None:
    finding = judge_pictures(watched([grey_picture(64, 48, 120)] * 30, 10), 10, real=False)
    assert finding.mark is Mark.OK


def voice(amplitude: float, clip: bool = False) -> list[Block]:
    random = np.random.default_rng(1)
    made = []
    for _ in range(50):
        block = (amplitude * random.standard_normal(BLOCK)).astype(np.float32)
        made.append(np.clip(block, -1, 1) if clip else block)
    return made


@pytest.mark.parametrize(
    ("blocks", "mark", "key"),
    [
        (voice(0.05), Mark.OK, "good"),
        (voice(0.0), Mark.FAULT, "silent"),
        ([], Mark.FAULT, "silent"),
        (voice(0.00001), Mark.FAULT, "silent"),
        (voice(0.0005), Mark.NOTE, "quiet"),
        (voice(0.8, clip=True), Mark.FAULT, "clipping"),
    ],
)
def test_microphone_faults(blocks: list[Block], mark: Mark, key: str) -> None:
    finding = judge_voice(blocks)
    assert (finding.mark, finding.text_key) == (mark, f"check.voice.{key}")


def test_chime_is_not_louder_than_speech() -> None:
    assert max(float(np.abs(block).max()) for block in chime()) < 0.31
