"""Blocks, rings, levels, sample rates."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.devices.blocks import (
    BLOCK,
    RATE,
    SILENCE,
    Block,
    BlockResampler,
    BlockRing,
    LevelMeter,
    decibels,
    to_block,
    to_int16,
)


def sine(frequency: float, count: int, rate: int = RATE, amplitude: float = 0.5) -> Block:
    return (amplitude * np.sin(2 * np.pi * frequency * np.arange(count) / rate)).astype(np.float32)


def test_ring_drops_its_oldest() -> None:
    ring = BlockRing(3)
    for number in range(5):
        ring.push(number)
    assert (len(ring), ring.dropped) == (3, 2)
    assert [ring.pop() for _ in range(4)] == [2, 3, 4, None]


def test_blocks_of_every_form() -> None:
    samples = np.array([-32768, 16384] * (BLOCK // 2), np.int16)
    assert to_block(samples)[:2].tolist() == [-1.0, 0.5]
    assert to_block(samples[None, :]).shape == (BLOCK,)
    assert to_block(np.ones(BLOCK)).dtype == np.float32


@pytest.mark.parametrize("bad", [np.zeros(959, np.float32), np.zeros(BLOCK, np.int32)])
def test_refuses_other_blocks(bad: np.ndarray[tuple[int], np.dtype[np.float32]]) -> None:
    with pytest.raises(ValueError, match=r"samples"):
        to_block(bad)


def test_int16_is_limited() -> None:
    assert to_int16(np.array([2.0, -2.0, 0.0, 1.0], np.float32)).tolist() == [
        32767,
        -32768,
        0,
        32767,
    ]


def test_levels() -> None:
    meter = LevelMeter(blocks=2)
    assert (meter.rms, meter.peak) == (0.0, 0.0)
    meter.add(sine(1000, BLOCK))
    assert meter.peak == pytest.approx(0.5, abs=0.01)
    assert decibels(meter.rms) == pytest.approx(-9, abs=0.1)
    meter.add(SILENCE)
    meter.add(SILENCE)
    assert decibels(meter.peak) == -120


@pytest.mark.parametrize("rate_in", [8000, 16000, 32000, 44100, 48000, 96000])
@pytest.mark.parametrize("rate_out", [16000, 44100, 48000])
def test_resampling_keeps_the_tone(rate_in: int, rate_out: int) -> None:
    resampler = BlockResampler(rate_in, rate_out)
    count = rate_in // 50
    source = sine(1000, count * 20, rate_in)
    parts = [resampler.process(source[at : at + count]) for at in range(0, source.size, count)]
    assert all(part.shape == (rate_out // 50,) for part in parts)
    result = np.concatenate(parts)[rate_out // 10 :]
    time = np.arange(result.size) / rate_out
    basis = np.stack([np.sin(2000 * np.pi * time), np.cos(2000 * np.pi * time)], axis=1)
    found, *_ = np.linalg.lstsq(basis, result, rcond=None)
    assert float(np.hypot(*found)) == pytest.approx(0.5, rel=0.01)
    noise = result - basis @ found
    assert decibels(float(np.sqrt(np.mean(noise**2)))) < -80, "no clicks at the blocks' edges"


def test_resampling_keeps_what_cannot_be_shown_out() -> None:
    resampler = BlockResampler(48000, 16000)
    source = sine(11_000, BLOCK * 20)
    parts = [resampler.process(source[at : at + BLOCK]) for at in range(0, source.size, BLOCK)]
    heard = np.concatenate(parts)[1000:]
    assert decibels(float(np.sqrt(np.mean(heard**2)))) < -60


def test_voice_up_to_seven_kilohertz_passes_at_sixteen() -> None:
    """EN 301 549 clause 6.1."""
    resampler = BlockResampler(16000, 48000)
    source = sine(7000, 320 * 20, 16000)
    parts = [resampler.process(source[at : at + 320]) for at in range(0, source.size, 320)]
    heard = np.concatenate(parts)[4800:]
    assert decibels(float(np.sqrt(np.mean(heard**2)))) > -10


def test_refuses_odd_rates_and_lengths() -> None:
    with pytest.raises(ValueError, match="50 Hz"):
        BlockResampler(11_025, 48000)
    with pytest.raises(ValueError, match="samples"):
        BlockResampler(48000, 48000).process(np.zeros(3, np.float32))
