"""The microphone without the loudspeaker: heard by ears of numpy, no device."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from edge_client.config import VoiceSection
from edge_client.devices.blocks import BLOCK, RATE, SILENCE, Block
from edge_client.sound import cleaning
from edge_client.sound.cleaning import FAULTS, Cleaner, EchoLoss, cleaner_of
from tests.bench.jittering.lines import speech

Samples = npt.NDArray[np.float32]


FAR, NEAR = 0, 30


def voice(seconds: float, start: float) -> Samples:
    """A person speaking, from so many seconds on, at some -24 dB."""
    made = speech(start + seconds)[round(start * RATE) :]
    return np.asarray(0.06 * made / made.std(), np.float32)


def echo_of(far: Samples, delay: float, level: float) -> Samples:
    """Direct sound, and a reflection of it 7 ms later."""
    out = np.zeros_like(far)
    for later, share in ((delay, 1.0), (delay + 0.007, -0.4)):
        shift = round(later * RATE)
        out[shift:] += share * far[: far.size - shift]
    return np.asarray(out * level, np.float32)


def cleaned(cleaner: Cleaner, mic: Samples, far: Samples) -> Samples:
    return np.concatenate(
        [
            cleaner.capture(mic[at : at + BLOCK], far[at : at + BLOCK])
            for at in range(0, mic.size - BLOCK + 1, BLOCK)
        ]
    )


def loss_db(heard: Samples, left: Samples, seconds: slice) -> float:
    part = slice(seconds.start * RATE, seconds.stop * RATE)
    return 10 * float(np.log10((heard[part] ** 2).mean() / ((left[part] ** 2).mean() + 1e-12)))


def test_the_far_voice_is_gone_and_the_near_voice_stays() -> None:
    far, near = voice(12, FAR), voice(12, NEAR)
    near[: 7 * RATE] = 0
    echo = echo_of(far, 0.08, 0.4)
    cleaner = Cleaner(VoiceSection())
    out = cleaned(cleaner, echo + near, far)
    assert loss_db(echo, out, slice(4, 7)) > 20, "with all its gain"
    both = slice(8 * RATE, 12 * RATE)
    best = max(
        float(np.corrcoef(near[8 * RATE - lag : 12 * RATE - lag], out[both])[0, 1])
        for lag in range(0, 900, 3)
    )
    assert best > 0.85
    assert cleaner.figures.working
    assert cleaner.figures.echo_heard
    assert cleaner.figures.delay_ms == pytest.approx(80, abs=1)
    assert cleaner.figures.erle_db is not None
    assert cleaner.figures.erle_db > 20


def test_a_delay_that_jumps_is_followed() -> None:
    far = voice(10, FAR)
    echo = echo_of(far, 0.05, 0.4)
    echo[5 * RATE :] = echo_of(far, 0.19, 0.4)[5 * RATE :]
    cleaner = Cleaner(VoiceSection())
    out = cleaned(cleaner, echo, far)
    assert cleaner.figures.delay_ms == pytest.approx(190, abs=1)
    assert loss_db(echo, out, slice(7, 10)) > 20


def test_a_near_voice_alone_is_no_echo() -> None:
    near = voice(6, NEAR)
    cleaner = Cleaner(VoiceSection())
    out = cleaned(cleaner, near, voice(6, FAR))
    assert not cleaner.figures.echo_heard
    assert cleaner.figures.delay_ms is None
    assert (out[3 * RATE :] ** 2).mean() > 0.25 * (near[3 * RATE :] ** 2).mean()


ODD: dict[str, Block] = {
    "silence": SILENCE,
    "full-scale noise": np.random.default_rng(1).uniform(-1, 1, BLOCK).astype(np.float32),
    "DC": np.full(BLOCK, 0.8, np.float32),
    "NaN": np.full(BLOCK, np.nan, np.float32),
    "infinite": np.full(BLOCK, np.inf, np.float32),
    "huge": np.full(BLOCK, 3e38, np.float32),
    "clipped": np.sign(np.sin(np.arange(BLOCK) / 7)).astype(np.float32),
    "denormal": np.full(BLOCK, 1e-42, np.float32),
}


@pytest.mark.parametrize("heard", ODD)
@pytest.mark.parametrize("played", ODD)
def test_odd_sound_gives_no_screech_and_is_forgotten(heard: str, played: str) -> None:
    cleaner = Cleaner(VoiceSection())
    for _ in range(60):
        out = cleaner.capture(ODD[heard], ODD[played])
        assert out.shape == (BLOCK,)
        assert np.isfinite(out).all()
        assert np.abs(out).max() <= 1.0
    after = [cleaner.capture(SILENCE, SILENCE) for _ in range(100)]
    assert np.abs(after[-1]).max() < 0.01, "it rings on"
    assert cleaner.figures.working


def test_a_device_that_cancels_is_not_cancelled_twice() -> None:
    far = voice(4, FAR)
    cleaner = Cleaner(VoiceSection(echo="device"))
    out = cleaned(cleaner, far, far)
    assert (out[2 * RATE :] ** 2).mean() > 0.25 * (far[2 * RATE :] ** 2).mean()
    assert not cleaner.figures.working


def test_off_leaves_all_as_it_is() -> None:
    near = voice(1, NEAR)
    assert np.array_equal(cleaned(Cleaner(VoiceSection(echo="off")), near, near), near)


def test_without_the_library_the_sound_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "LIBRARY", "no_such_library")
    near = voice(1, NEAR)
    cleaner = Cleaner(VoiceSection())
    assert np.array_equal(cleaned(cleaner, near, near), near)
    assert not cleaner.figures.working


class Broken:
    """A library that fails in its way."""

    gain_db = 0.0

    def __init__(self, gives: Block | None) -> None:
        self.gives = gives
        self.asked = 0

    def process(self, near: Block, far: Block | None = None) -> Any:
        self.asked += 1
        if self.gives is None:
            raise RuntimeError("broken")
        return self.gives

    def reset(self) -> None:
        return


@pytest.mark.parametrize("gives", [None, ODD["NaN"]])
def test_a_library_that_fails_is_left_alone(gives: Block | None) -> None:
    library = Broken(gives)
    cleaner = Cleaner(VoiceSection(), library)
    near = voice(1, NEAR)
    out = cleaned(cleaner, near, near)
    assert library.asked == FAULTS
    assert np.isfinite(out).all()
    assert np.array_equal(out[FAULTS * BLOCK :], near[FAULTS * BLOCK : out.size])


def test_only_a_microphone_is_cleaned() -> None:
    assert cleaner_of(VoiceSection(source="synthetic")) is None
    assert cleaner_of(VoiceSection(source="device")) is not None


def sound(rms: float, seed: int) -> Block:
    rng = np.random.default_rng(seed)
    return (rng.standard_normal(BLOCK) * rms).astype(np.float32)


def second(loss: EchoLoss, heard: float, left: float, *, plays: bool = True) -> None:
    for number in range(50):
        loss.add(sound(heard, number), sound(left, number), 0.0, plays)


def test_who_spoke_whenever_the_far_voice_did_is_no_echo_when_silent_again() -> None:
    loss = EchoLoss()
    for _ in range(20):
        second(loss, 1e-4, 1e-4, plays=False)
        second(loss, 0.1, 0.09)
    assert loss.db is not None
    assert loss.db < 3
    second(loss, 1e-4, 1e-4, plays=False)
    second(loss, 0.05, 0.0005)
    assert loss.db > 30


def test_what_the_room_hums_is_no_echo_that_is_left() -> None:
    loss = EchoLoss()
    for _ in range(6):
        second(loss, 0.01, 0.005, plays=False)
        second(loss, 0.1, 0.005)
    assert loss.db is not None
    assert loss.db > 30


def test_an_echo_below_the_noise_is_heard_by_nobody() -> None:
    loss = EchoLoss()
    for _ in range(6):
        second(loss, 0.1, 0.03, plays=False)
        second(loss, 0.101, 0.031)
    assert loss.db == 60


def test_while_the_far_voice_is_silent_nothing_is_known() -> None:
    loss = EchoLoss()
    second(loss, 0.1, 0.09)
    assert loss.db is not None
    second(loss, 1e-4, 1e-4, plays=False)
    assert loss.db is None
