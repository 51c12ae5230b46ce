"""Many voices in one loudspeaker."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.devices.blocks import BLOCK, RATE, SILENCE, Block, decibels
from edge_client.devices.fairness import MOST_DB, STEP_DB, TARGET_DB, FairLevel
from edge_client.devices.limiter import DELAY
from edge_client.devices.mixer import (
    CEILING,
    HANDLE_BLOCKS,
    START_BLOCKS,
    Mixer,
    PlaybackSink,
    Shape,
)


def tone(number: int, frequency: float = 1000, amplitude: float = 0.3) -> Block:
    """Block `number` of an unbroken tone."""
    time = (np.arange(BLOCK) + number * BLOCK) / RATE
    return (amplitude * np.sin(2 * np.pi * frequency * time)).astype(np.float32)


def played(sink: PlaybackSink, blocks: int = 1) -> Block:
    """The next blocks as they were put in: freed of the limiter's delay, one block more pulled."""
    heard = np.concatenate([sink.pull() for _ in range(blocks + 1)])
    return heard[DELAY : DELAY + blocks * BLOCK]


def test_nothing_is_silence() -> None:
    assert np.array_equal(Mixer().mix([]), SILENCE)


def test_quiet_voices_are_added_unchanged() -> None:
    mixer = Mixer()
    mixed = np.concatenate([mixer.mix([tone(n, 400), tone(n, 900)]) for n in range(2)])
    wanted = np.concatenate([tone(n, 400) + tone(n, 900) for n in range(2)])
    assert np.array_equal(mixed[DELAY:], wanted[:-DELAY])


@given(st.lists(st.floats(0, 3), min_size=1, max_size=8), st.integers(1, 12))
def test_never_clips(amplitudes: list[float], blocks: int) -> None:
    mixer = Mixer()
    for number in range(blocks):
        mixed = mixer.mix([tone(number, 300 + 70 * n, a) for n, a in enumerate(amplitudes)])
        assert float(np.abs(mixed).max()) <= CEILING + 1e-6


def spectrum(samples: Block) -> Block:
    window = np.blackman(samples.size)
    power: Block = np.abs(np.fft.rfft(samples * window)) ** 2
    return power


def share_beside(samples: Block, frequencies: Sequence[float]) -> float:
    """How much of the power is not at these frequencies: what limiting has added."""
    power = spectrum(samples)
    kept = np.zeros(power.size, bool)
    for frequency in frequencies:
        at = round(frequency * samples.size / RATE)
        kept[max(0, at - 12) : at + 13] = True
    return float(power[~kept].sum() / power.sum())


def test_four_loud_voices_are_turned_down_and_not_distorted() -> None:
    mixer = Mixer()
    pitches = [110.0, 170.0, 240.0, 390.0]
    heard = np.concatenate(
        [mixer.mix([tone(n, pitch, 0.8) for pitch in pitches]) for n in range(150)]
    )
    assert float(np.abs(heard).max()) <= CEILING
    settled = heard[50 * BLOCK :]
    assert share_beside(settled, pitches) < 10 ** (-40 / 10), "1 % of amplitude"
    each = [float(spectrum(settled)[round(p * settled.size / RATE)]) for p in pitches]
    assert max(each) / min(each) < 1.3, "all are turned down alike"


def test_the_gain_comes_down_before_a_sudden_peak_without_a_click() -> None:
    mixer = Mixer()
    blocks = [mixer.mix([tone(n, 300, 0.1 if n < 5 else 3.0)]) for n in range(15)]
    heard = np.concatenate(blocks)
    assert float(np.abs(heard).max()) <= CEILING
    steepest = 2 * np.pi * 300 / RATE * CEILING
    # The tone itself begins with a step in its amplitude, at a zero crossing.
    assert float(np.abs(np.diff(heard)).max()) < steepest * 1.3


def test_limiting_ends_slowly_and_entirely() -> None:
    mixer = Mixer()
    for n in range(20):
        mixer.mix([tone(n, 300, 0.8), tone(n, 300, 0.8)])
    quiet = [mixer.mix([tone(n, 300, 0.1)]) for n in range(300)]
    assert float(np.abs(quiet[1]).max()) < 0.075, "turned down still"
    last = np.concatenate(quiet[-3:])
    assert float(np.abs(last).max()) == pytest.approx(0.1, rel=0.002)
    for _ in range(3):
        mixer.mix([])
    assert mixer.idle


def test_a_quiet_voice_does_not_pump_beside_a_loud_one() -> None:
    """Syllables of 150 ms and pauses of 100: in a pause the quiet one may swell by 2 dB."""
    mixer = Mixer()
    quiet, levels = [], []
    for n in range(200):
        speaks = n % 12 < 7
        blocks = [tone(n, 300, 1.6)] if speaks else []
        heard = mixer.mix([*blocks, tone(n, 2000, 0.1)])
        quiet.append(heard)
        if not speaks and n > 50 and n % 12 > 8:
            levels.append(float(np.abs(heard).max()))
    assert max(levels) / min(levels) < 10 ** (2 / 20)


def test_voice_starts_when_it_has_gathered_enough() -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    for _ in range(START_BLOCKS - 1):
        handle.write(tone(0))
    assert np.array_equal(sink.pull(), SILENCE)
    handle.write(tone(1))
    heard = played(sink, START_BLOCKS)
    assert np.allclose(heard[:BLOCK], tone(0))
    assert np.allclose(heard[BLOCK : 2 * BLOCK], tone(1))


def test_late_voice_pauses_and_gathers_again() -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    for number in range(START_BLOCKS):
        handle.write(tone(number))
    for _ in range(START_BLOCKS):
        sink.pull()
    sink.pull()
    assert handle.underruns == 1
    assert np.array_equal(sink.pull(), SILENCE)
    assert handle.underruns == 1, "waiting is no further under-run"


def test_fast_writer_loses_its_oldest() -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    for number in range(HANDLE_BLOCKS + 3):
        handle.write(np.full(BLOCK, number / 100, np.float32))
    assert (handle.dropped, handle.waiting) == (3, HANDLE_BLOCKS)
    assert float(played(sink)[0]) == pytest.approx(0.03)


def test_delay_is_at_most_a_tenth_of_a_second() -> None:
    assert HANDLE_BLOCKS * BLOCK / RATE <= 0.1


def test_int16_is_taken_and_rubbish_refused() -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    for _ in range(START_BLOCKS):
        handle.write(np.full(BLOCK, 8192, np.int16))
    assert float(played(sink)[5]) == pytest.approx(0.25)
    with pytest.raises(ValueError, match="samples"):
        handle.write(np.zeros(10, np.float32))


def test_closed_voice_is_silent_and_others_go_on() -> None:
    sink = PlaybackSink()
    first, second = sink.add("a"), sink.add("b")
    for _ in range(START_BLOCKS + 3):
        first.write(np.full(BLOCK, 0.1, np.float32))
        second.write(np.full(BLOCK, 0.2, np.float32))
    assert float(played(sink)[0]) == pytest.approx(0.3)
    first.close()
    first.close()
    sink.pull()
    assert float(sink.pull()[0]) == pytest.approx(0.2)
    assert sink.level.peak == pytest.approx(0.3)


def test_the_mix_is_shaped_before_it_is_limited() -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    handle.write(tone(0, 400, 0.2))
    handle.write(tone(1, 400, 0.2))
    sink.shape = lambda mixed: mixed * np.float32(2)
    assert np.allclose(played(sink), 2 * tone(0, 400, 0.2), atol=1e-6)
    for number in range(START_BLOCKS):
        handle.write(tone(number, 400, 0.2))
    sink.shape = lambda mixed: mixed * np.float32(50)
    assert float(np.abs(sink.pull()).max()) <= CEILING + 1e-6


def test_silence_is_shaped_too() -> None:
    sink = PlaybackSink()
    sink.shape = lambda mixed: mixed + np.float32(0.1)
    assert float(played(sink)[0]) == pytest.approx(0.1), "a filter rings out"


def raises(_: Block) -> Block:
    raise RuntimeError


@pytest.mark.parametrize(
    "faulty",
    [raises, lambda mixed: mixed[:100], lambda mixed: mixed * np.float32(np.nan)],
    ids=["raises", "too short", "not numbers"],
)
def test_a_shape_at_fault_leaves_the_voices(faulty: Shape) -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    for number in range(START_BLOCKS):
        handle.write(tone(number))
    sink.shape = faulty
    assert np.allclose(played(sink), tone(0))
    assert sink.shape_faults == 2


class Gives:
    """A voice that always gives the same."""

    def __init__(self, block: Block | None) -> None:
        self.block = block

    def pull(self) -> Block | None:
        if self.block is None:
            raise RuntimeError
        return self.block


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        np.full(BLOCK, np.nan, np.float32),
        np.full(BLOCK, np.inf, np.float32),
        np.zeros(160, np.float32),
        np.zeros((BLOCK, 2), np.float32),
    ],
    ids=["raises", "not numbers", "infinite", "8 kHz", "stereo"],
)
def test_a_voice_that_gives_no_sound_harms_nobody_else(wrong: Block | None) -> None:
    sink = PlaybackSink()
    sink.attach(Gives(tone(0)))
    sink.attach(Gives(wrong))
    assert np.allclose(played(sink), tone(0))
    assert sink.faults == 2


def test_full_scale_noise_and_dc_stay_below_the_ceiling() -> None:
    sink = PlaybackSink()
    noise = np.random.default_rng(1).uniform(-40, 40, BLOCK).astype(np.float32)
    sink.attach(Gives(noise))
    sink.attach(Gives(np.full(BLOCK, 9.0, np.float32)))
    assert max(float(np.abs(sink.pull()).max()) for _ in range(20)) <= CEILING


def speech_like(number: int, amplitude: float) -> Block:
    """Syllables: 140 ms of tone, 60 ms of nearly nothing."""
    return tone(number, 200, amplitude if number % 10 < 7 else amplitude / 100)


def loudness_after(voice: FairLevel, amplitude: float, seconds: float = 8.0) -> float:
    blocks = [voice.process(speech_like(n, amplitude)) for n in range(round(seconds * 50))]
    spoken = np.concatenate([b for n, b in enumerate(blocks[-50:]) if n % 10 < 7])
    return decibels(float(np.sqrt(np.mean(spoken**2))))


def test_a_loud_and_a_quiet_voice_become_about_equally_loud() -> None:
    loud, quiet = loudness_after(FairLevel(), 0.35), loudness_after(FairLevel(), 0.06)
    assert loud == pytest.approx(TARGET_DB, abs=2)
    assert quiet == pytest.approx(TARGET_DB, abs=2)


def test_only_so_much_is_changed_and_never_at_once() -> None:
    voice = FairLevel()
    whisper = loudness_after(voice, 0.01)
    assert voice.gain_db == pytest.approx(MOST_DB, abs=STEP_DB)
    assert whisper == pytest.approx(decibels(0.01 / 2**0.5) + MOST_DB, abs=0.5)
    voice, gains = FairLevel(), [0.0]
    for n in range(100):
        voice.process(speech_like(n, 0.9))
        gains.append(voice.gain_db)
    assert float(np.abs(np.diff(gains)).max()) <= STEP_DB + 1e-9
    assert min(gains) < -2


def test_background_is_not_turned_up() -> None:
    voice = FairLevel()
    for n in range(500):
        block = tone(n, 200, 0.002)
        assert voice.process(block) is block
