"""Many voices in one loudspeaker."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.devices.blocks import BLOCK, RATE, SILENCE, Block
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


def test_nothing_is_silence() -> None:
    assert np.array_equal(Mixer().mix([]), SILENCE)


def test_quiet_voices_are_added_unchanged() -> None:
    mixed = Mixer().mix([tone(0, 400), tone(0, 900)])
    assert np.allclose(mixed, tone(0, 400) + tone(0, 900))


@given(st.lists(st.floats(0, 3), min_size=1, max_size=8), st.integers(1, 12))
def test_never_clips(amplitudes: list[float], blocks: int) -> None:
    mixer = Mixer()
    for number in range(blocks):
        mixed = mixer.mix([tone(number, 300 + 70 * n, a) for n, a in enumerate(amplitudes)])
        assert float(np.abs(mixed).max()) <= CEILING + 1e-6


def test_limiting_does_not_click_and_ends() -> None:
    mixer = Mixer()
    loud = [mixer.mix([tone(n, 300, 0.8), tone(n, 300, 0.8)]) for n in range(20)]
    heard = np.concatenate(loud[2:])
    steepest = 2 * np.pi * 300 / RATE * CEILING
    assert float(np.abs(np.diff(heard)).max()) < steepest * 1.2
    quiet = [mixer.mix([tone(n, 300, 0.1)]) for n in range(100)]
    assert float(np.abs(quiet[0]).max()) < 0.075, "turned down still"
    assert float(np.abs(quiet[-1]).max()) == pytest.approx(0.1, rel=0.02)


def test_voice_starts_when_it_has_gathered_enough() -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    for _ in range(START_BLOCKS - 1):
        handle.write(tone(0))
    assert np.array_equal(sink.pull(), SILENCE)
    handle.write(tone(1))
    assert np.allclose(sink.pull(), tone(0))
    assert np.allclose(sink.pull(), tone(1) if START_BLOCKS == 2 else tone(0))


def test_late_voice_pauses_and_gathers_again() -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    for number in range(START_BLOCKS):
        handle.write(tone(number))
    for _ in range(START_BLOCKS):
        sink.pull()
    assert np.array_equal(sink.pull(), SILENCE)
    assert handle.underruns == 1
    assert np.array_equal(sink.pull(), SILENCE)
    assert handle.underruns == 1, "waiting is no further under-run"


def test_fast_writer_loses_its_oldest() -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    for number in range(HANDLE_BLOCKS + 3):
        handle.write(np.full(BLOCK, number / 100, np.float32))
    assert (handle.dropped, handle.waiting) == (3, HANDLE_BLOCKS)
    assert float(sink.pull()[0]) == pytest.approx(0.03)


def test_delay_is_at_most_a_tenth_of_a_second() -> None:
    assert HANDLE_BLOCKS * BLOCK / RATE <= 0.1


def test_int16_is_taken_and_rubbish_refused() -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    for _ in range(START_BLOCKS):
        handle.write(np.full(BLOCK, 8192, np.int16))
    assert float(sink.pull()[5]) == pytest.approx(0.25)
    with pytest.raises(ValueError, match="samples"):
        handle.write(np.zeros(10, np.float32))


def test_closed_voice_is_silent_and_others_go_on() -> None:
    sink = PlaybackSink()
    first, second = sink.add("a"), sink.add("b")
    for _ in range(START_BLOCKS + 1):
        first.write(np.full(BLOCK, 0.1, np.float32))
        second.write(np.full(BLOCK, 0.2, np.float32))
    assert float(sink.pull()[0]) == pytest.approx(0.3)
    first.close()
    first.close()
    assert float(sink.pull()[0]) == pytest.approx(0.2)
    assert sink.level.peak == pytest.approx(0.3)


def test_the_mix_is_shaped_before_it_is_limited() -> None:
    sink = PlaybackSink()
    handle = sink.add("voice")
    handle.write(tone(0, 400, 0.2))
    handle.write(tone(1, 400, 0.2))
    sink.shape = lambda mixed: mixed * np.float32(2)
    assert np.allclose(sink.pull(), 2 * tone(0, 400, 0.2), atol=1e-6)
    sink.shape = lambda mixed: mixed * np.float32(50)
    assert float(np.abs(sink.pull()).max()) <= CEILING + 1e-6


def test_silence_is_shaped_too() -> None:
    sink = PlaybackSink()
    sink.shape = lambda mixed: mixed + np.float32(0.1)
    assert float(sink.pull()[0]) == pytest.approx(0.1), "a filter rings out"


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
    assert np.allclose(sink.pull(), tone(0))
    assert sink.shape_faults == 1
