"""Louder and clearer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_client.devices.blocks import BLOCK, RATE, Block, decibels
from edge_client.devices.mixer import CEILING, Mixer
from edge_client.sound.clarity import LOUDNESS_DB, Clarity, Wish, response_db


def tone(hertz: float, amplitude: float, blocks: int = 25) -> list[Block]:
    t = np.arange(blocks * BLOCK) / RATE
    samples = (amplitude * np.sin(2 * np.pi * hertz * t)).astype(np.float32)
    return list(samples.reshape(blocks, BLOCK))


def level(blocks: list[Block]) -> float:
    joined = np.concatenate(blocks)
    return decibels(float(np.sqrt(np.mean(np.square(joined)))))


def heard(wish: Wish, blocks: list[Block]) -> list[Block]:
    clarity = Clarity(wish)
    return [clarity.process(block) for block in blocks]


def test_as_usual_changes_nothing() -> None:
    for block in tone(440, 0.3):
        assert np.array_equal(Clarity().process(block), block)


@pytest.mark.parametrize("db", LOUDNESS_DB)
def test_boost_is_so_many_decibels(db: int) -> None:
    blocks = tone(440, 0.05)
    assert level(heard(Wish(db), blocks)) - level(blocks) == pytest.approx(db, abs=0.01)


def test_the_range_is_that_of_the_standard() -> None:
    """EN 301 549, 8.2.1: 18 dB, with a step of 12 dB above the lowest."""
    assert LOUDNESS_DB[-1] - LOUDNESS_DB[0] >= 18
    assert any(db - LOUDNESS_DB[0] == 12 for db in LOUDNESS_DB)
    assert 0 in LOUDNESS_DB
    assert list(LOUDNESS_DB) == sorted(LOUDNESS_DB)


@pytest.mark.parametrize(
    ("hertz", "least", "most"),
    [(50, -40, -15), (80, -30, -8), (1000, 1, 5), (2500, 6.5, 7.5), (4000, 3, 6), (12000, 0, 1)],
)
def test_clear_speech_favours_consonants(hertz: float, least: float, most: float) -> None:
    assert least <= response_db(hertz) <= most
    # So loud that the compressor raises nothing of what the filters leave.
    blocks = tone(hertz, 0.4)
    got = level(heard(Wish(clear=True), blocks)[5:]) - level(blocks[5:])
    assert got == pytest.approx(response_db(hertz), abs=1.0 if hertz > 500 else 6.0)


def test_quiet_syllables_come_nearer_to_loud_ones() -> None:
    quiet, loud = tone(1000, 0.01), tone(1000, 0.3)
    plain = level(loud[5:]) - level(quiet[5:])
    clear = Wish(clear=True)
    evened = level(heard(clear, loud)[5:]) - level(heard(clear, quiet)[5:])
    assert 4 < plain - evened < 12


def test_noise_between_words_is_not_raised() -> None:
    noise = np.random.default_rng(1).normal(0, 10 ** (-66 / 20), (25, BLOCK)).astype(np.float32)
    blocks = list(noise)
    assert level(heard(Wish(clear=True), blocks)[5:]) - level(blocks[5:]) < 5


def test_no_change_clicks() -> None:
    clarity, mixer = Clarity(), Mixer()
    out: list[Block] = []
    wishes = [Wish(), Wish(12), Wish(12, clear=True), Wish(-6, clear=True), Wish(-6), Wish()]
    for number, block in enumerate(tone(300, 0.1, blocks=60)):
        clarity.wish = wishes[number // 10]
        out.append(mixer.mix([block], clarity.process))
    joined = np.concatenate(out)
    steepest = 2 * np.pi * 300 / RATE * 0.1 * 10 ** ((12 + 9 + 2) / 20)
    assert float(np.abs(np.diff(joined)).max()) < steepest


def test_blocks_join_without_a_seam() -> None:
    """Where the convolution wraps wrongly, every block begins with a step."""
    out = np.concatenate(heard(Wish(clear=True), tone(700, 0.4))[4:])
    inside = float(np.abs(np.diff(out, n=2)).max())
    seams = [abs(float(np.diff(out, n=2)[at - 1])) for at in range(BLOCK, out.size - 2, BLOCK)]
    assert max(seams) <= inside * 1.01
    t = np.arange(out.size)
    basis = np.stack([np.sin(2 * np.pi * 700 / RATE * t), np.cos(2 * np.pi * 700 / RATE * t)])
    fitted = basis.T @ np.linalg.lstsq(basis.T, out, rcond=None)[0]
    assert float(np.sqrt(np.mean((out - fitted) ** 2))) < 0.004, "nothing but the tone"


WISHES = st.builds(Wish, st.sampled_from(LOUDNESS_DB), st.booleans())


@settings(max_examples=60)
@given(st.lists(st.tuples(WISHES, st.floats(0, 1), st.integers(0, 9)), min_size=1, max_size=12))
def test_after_the_limiter_nothing_clips(parts: list[tuple[Wish, float, int]]) -> None:
    clarity, mixer = Clarity(), Mixer()
    for wish, amplitude, seed in parts:
        clarity.wish = wish
        noise = np.random.default_rng(seed).uniform(-amplitude, amplitude, BLOCK)
        mixed = mixer.mix([noise.astype(np.float32)], clarity.process)
        assert np.isfinite(mixed).all()
        assert float(np.abs(mixed).max()) <= CEILING + 1e-6


def test_broken_samples_are_gone_with_their_block() -> None:
    clarity = Clarity(Wish(6, clear=True))
    broken = np.full(BLOCK, np.nan, np.float32)
    broken[3] = np.inf
    assert np.isfinite(clarity.process(broken)).all()
    after = [clarity.process(block) for block in tone(1000, 0.4)]
    sound = [float(np.sqrt(np.mean(np.square(block)))) for block in after[10:]]
    assert all(b == pytest.approx(a, rel=0.05) for a, b in pairwise(sound))
