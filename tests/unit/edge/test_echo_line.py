"""The linear part of echo cancellation: delay, drift, filter."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from edge_client.devices.blocks import BLOCK, RATE
from edge_client.sound.echo_delay import Aligner, DelayEstimate
from edge_client.sound.echo_filter import EchoFilter
from edge_client.sound.echo_line import LinearEcho
from tests.bench.jittering.lines import speech

Samples = npt.NDArray[np.float32]


def noise(seconds: float, seed: int = 1) -> Samples:
    made = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return (0.06 * made).astype(np.float32)


def later(samples: Samples, seconds: float) -> Samples:
    shift = round(seconds * RATE)
    return np.pad(samples, (shift, 0))[: samples.size]


def blocks(samples: Samples) -> list[Samples]:
    return [samples[at : at + BLOCK] for at in range(0, samples.size - BLOCK + 1, BLOCK)]


@pytest.mark.parametrize("seconds", [0.003, 0.04, 0.2, 0.45])
def test_delay_is_measured(seconds: float) -> None:
    far = speech(3.0)
    estimate = DelayEstimate()
    for heard, played in zip(blocks(0.3 * later(far, seconds)), blocks(far), strict=True):
        estimate.add(heard, played)
    assert estimate.seconds == pytest.approx(seconds, abs=2e-4)


def test_two_voices_have_no_delay_between_them() -> None:
    estimate = DelayEstimate()
    for heard, played in zip(blocks(speech(50.0)[30 * RATE :]), blocks(speech(20.0)), strict=True):
        estimate.add(heard, played)
    assert estimate.seconds is None


def test_drift_is_the_slope_of_the_delay() -> None:
    far = speech(8.0)
    places = np.arange(far.size) * (1 - 100e-6) - 0.05 * RATE
    mic = np.interp(places, np.arange(far.size), far).astype(np.float32)
    estimate = DelayEstimate()
    for heard, played in zip(blocks(mic), blocks(far), strict=True):
        estimate.add(heard, played)
    assert estimate.drift * 1e6 == pytest.approx(100, abs=10)


def test_aligner_reads_between_samples() -> None:
    times = np.arange(RATE) / RATE
    far = np.sin(2 * np.pi * 1000 * times).astype(np.float32)
    aligner = Aligner()
    aligner.delay = 1000.5
    out = np.concatenate([aligner.process(block) for block in blocks(far)])
    expected = np.sin(2 * np.pi * 1000 * (times - 1000.5 / RATE))
    assert np.abs(out[5000:] - expected[5000:]).max() < 0.002


def test_filter_learns_a_room_and_keeps_a_near_voice() -> None:
    far, near = noise(6), noise(6, 2)
    near[: 3 * RATE] = 0
    room = np.zeros(2000, np.float32)
    room[[100, 700, 1900]] = 0.5, -0.3, 0.1
    echo = np.convolve(far, room)[: far.size].astype(np.float32)
    learning = EchoFilter()
    left = np.concatenate(
        [
            learning.process(heard, played)
            for heard, played in zip(blocks(echo + near), blocks(far), strict=True)
        ]
    )
    alone, both = slice(2 * RATE, 3 * RATE), slice(4 * RATE, 6 * RATE)
    assert (left[alone] ** 2).sum() < 0.001 * (echo[alone] ** 2).sum()
    assert ((left - near)[both] ** 2).sum() < 0.05 * (echo[both] ** 2).sum()


def test_a_filter_that_has_lost_its_room_makes_nothing_louder() -> None:
    far = speech(8.0)
    heard = 0.5 * later(far, 0.02)
    heard[4 * RATE :] *= -1
    line = LinearEcho()
    left = [line.process(*each) for each in zip(blocks(heard), blocks(far), strict=True)]
    for second in range(4, 8):
        part = slice(second * 50, second * 50 + 50)
        louder = (np.concatenate(left[part]) ** 2).sum()
        assert louder < 3 * (np.concatenate(blocks(heard)[part]) ** 2).sum()
