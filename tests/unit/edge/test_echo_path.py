"""How late and how much weaker the loudspeaker's sound is in the microphone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from edge_client.devices.blocks import RATE
from edge_client.devices.echo_path import EchoPath, echo_path
from edge_client.devices.inspection import Mark, chime, judge_echo

Samples = npt.NDArray[np.float32]


def played() -> Samples:
    """The chime, and time after it."""
    sound = np.zeros(round(2.5 * RATE), np.float32)
    whole = np.concatenate(chime())
    sound[RATE // 5 : RATE // 5 + whole.size] = whole
    return sound


def echo(sound: Samples, delay_s: float, gain: float, noise: float = 0.001) -> Samples:
    """The sound after a way of its own, in a room that hisses."""
    late = round(delay_s * RATE)
    heard = noise * np.random.default_rng(1).standard_normal(sound.size)
    heard[late:] += gain * sound[: sound.size - late]
    return heard.astype(np.float32)


@pytest.mark.parametrize("delay_s", [0.0, 0.02, 0.15, 0.4])
@pytest.mark.parametrize(("gain", "loss_db"), [(1.41, -3.0), (0.5, 6.0), (0.1, 20.0)])
def test_delay_and_loss(delay_s: float, gain: float, loss_db: float) -> None:
    sound = played()
    found = echo_path(sound, echo(sound, delay_s, gain))
    assert found is not None
    assert found.delay_s == pytest.approx(delay_s, abs=0.0005)
    assert found.loss_db == pytest.approx(loss_db, abs=0.5)


def test_noise_is_not_taken_for_echo() -> None:
    sound = played()
    found = echo_path(sound, echo(sound, 0.1, 0.05, noise=0.005))
    assert found is not None
    assert found.loss_db == pytest.approx(26, abs=2)


def test_a_room_that_rings_counts_with_its_ringing() -> None:
    sound = played()
    chance = np.random.default_rng(2)
    room = chance.standard_normal(RATE // 5) * np.exp(-np.arange(RATE // 5) / (0.03 * RATE)) * 0.006
    room[0] = 0.25
    size = 1 << 18
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(room, size))[: sound.size]
    truth = -10 * np.log10(float((room**2).sum()))
    found = echo_path(sound, echo(heard.astype(np.float32), 0.08, 1.0))
    assert found is not None
    assert found.delay_s == pytest.approx(0.08, abs=0.001)
    assert found.loss_db == pytest.approx(truth, abs=1.5)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_imagined(seed: int) -> None:
    sound = played()
    noise = 0.02 * np.random.default_rng(seed).standard_normal(sound.size)
    assert echo_path(sound, noise.astype(np.float32)) is None


def test_silence_is_no_echo() -> None:
    sound = played()
    assert echo_path(sound, np.zeros_like(sound)) is None
    assert echo_path(np.zeros_like(sound), sound) is None


def test_what_is_said_of_it() -> None:
    good = judge_echo(EchoPath(0.0834, 11.7))
    assert (good.mark, good.text_key, good.fields) == (
        Mark.OK,
        "check.echo.good",
        {"delay": 83, "loss": 12},
    )
    assert judge_echo(EchoPath(0.08, 1.0)).text_key == "check.echo.strong"
    stronger = judge_echo(EchoPath(0.08, -3.2))
    assert (stronger.text_key, stronger.fields) == ("check.echo.stronger", {"delay": 80, "gain": 3})
    assert judge_echo(EchoPath(0.5, 20.0)).text_key == "check.echo.late"


def test_the_chime_is_no_louder_than_speech_and_does_not_click() -> None:
    sound = np.concatenate(chime())
    assert float(np.abs(sound).max()) < 0.31
    assert abs(float(sound[0])) < 1e-3
    assert abs(float(sound[-1])) < 1e-3
