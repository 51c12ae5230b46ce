"""Hardware's encoder is used where it proves itself, and software's everywhere else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import av
import pytest

from edge_client.video import hardware
from edge_client.video.contexts import HARDWARE, SOFTWARE
from edge_client.video.encoder import PictureEncoder
from edge_client.video.hardware import HEIGHT, TOLERANCE, WIDTH, Trial, choose, try_encoder, works
from signaling.protocol import Purpose

GOOD = Trial((1, 1), (True, True), ((WIDTH, HEIGHT),) * 2, (1.0, 2.0))


@pytest.mark.parametrize(
    "trial",
    [
        Trial(),
        replace(GOOD, packets=(0, 1), keys=(True,), sizes=GOOD.sizes[:1], error=(1.0,)),
        replace(GOOD, packets=(0, 2)),
        replace(GOOD, keys=(True, False)),
        replace(GOOD, sizes=((WIDTH, HEIGHT), (WIDTH, HEIGHT + 8))),
        replace(GOOD, error=(1.0, TOLERANCE + 1)),
        replace(GOOD, sizes=(), error=()),
    ],
    ids=["failed", "late", "held back", "no key frame", "size", "another picture", "undecodable"],
)
def test_what_does_not_prove_itself_is_not_used(trial: Trial) -> None:
    assert works(GOOD)
    assert not works(trial)


def test_the_first_that_is_good_is_chosen_and_no_other_tried() -> None:
    tried: list[str] = []

    def good(name: str) -> bool:
        tried.append(name)
        return name == HARDWARE[1]

    assert choose(HARDWARE, good) == HARDWARE[1]
    assert tried == list(HARDWARE[:2])
    assert choose(HARDWARE, lambda _: False) == SOFTWARE


def test_the_trial_passes_with_an_encoder_that_works() -> None:
    """Software's, as this machine may have no other."""
    assert works(try_encoder(SOFTWARE))
    assert hardware._works_apart(SOFTWARE)


def test_a_trial_that_cannot_even_begin_has_failed() -> None:
    assert not hardware._works_apart("no_such_encoder")


def test_every_hardware_name_has_a_device_to_look_for() -> None:
    assert set(hardware.DEVICES) == set(HARDWARE)


@pytest.mark.parametrize("name", HARDWARE)
def test_pictures_come_even_if_the_hardware_fails_at_the_first_one(name: str) -> None:
    encoder = PictureEncoder(
        "H264", Purpose.FACE, target=500_000, ceiling=500_000, fps=30, h264=name
    )
    for number in range(3):
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        frame.pts, frame.time_base = number * 3000, Fraction(1, 90_000)
        picture = encoder.encode(frame, key=number == 0)
        assert picture.payloads
        assert picture.key == (number == 0)
