"""Two sound cards, two clocks: the echo stays where it was beside what was played."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest

from edge_client.devices.alignment import PlayedTape
from edge_client.devices.blocks import BLOCK, RATE, SILENCE

Samples = npt.NDArray[np.float32]

ECHO_S = 0.12
"""From a callback of the loudspeaker to its block's return at the microphone."""


def _noise() -> Samples:
    """Ten seconds of noise below 4 kHz, that can be had at any moment between its samples."""
    spectrum = np.fft.rfft(np.random.default_rng(7).standard_normal(10 * RATE))
    spectrum[4000 * 10 :] = 0
    samples = np.fft.irfft(spectrum)
    return np.asarray(samples * 0.2 / samples.std(), np.float32)


NOISE = _noise()


def murmur(time: npt.NDArray[np.float64]) -> Samples:
    """The noise at these times."""
    places = (time * RATE) % NOISE.size
    whole = places.astype(np.int64)
    part: Samples = (places - whole).astype(np.float32)
    before, after = NOISE[whole % NOISE.size], NOISE[(whole + 1) % NOISE.size]
    return np.asarray(before + part * (after - before), np.float32)


class Cards:
    """A loudspeaker and a microphone, each with a clock of its own and uneven callbacks."""

    def __init__(self, ppm: float, uneven_s: float, seed: int = 1) -> None:
        self._ppm = ppm
        self._uneven = uneven_s
        self._chance = np.random.default_rng(seed)

    def events(self, seconds: float) -> Iterator[tuple[float, str, int]]:
        """When which driver calls back for its how manieth block, in the order of time."""
        play = BLOCK / RATE / (1 + self._ppm * 1e-6)
        capture = BLOCK / RATE
        calls = [
            (n * period + offset + self._uneven * float(self._chance.random()), who, n)
            for who, period, offset in (("play", play, 0.0), ("capture", capture, 0.007))
            for n in range(round(seconds / period))
        ]
        return iter(sorted(calls))

    def played(self, number: int) -> Samples:
        return murmur((np.arange(BLOCK) + number * BLOCK) / RATE)

    def captured(self, number: int) -> Samples:
        """The echo: what the loudspeaker's clock played `ECHO_S` before, by the microphone's."""
        time = number * BLOCK / RATE + 0.007 - ECHO_S + np.arange(BLOCK) / RATE
        return murmur(time * (1 + self._ppm * 1e-6))


def delays(cards: Cards, seconds: float, tape: PlayedTape, every: int = 25) -> list[float]:
    """How much later the echo is than what is read beside it, in seconds, along the time."""
    found = []
    reference, heard = [SILENCE] * 12, [SILENCE] * 12
    for at, who, number in cards.events(seconds):
        if who == "play":
            tape.played(cards.played(number), at)
            continue
        reference = [*reference[1:], tape.beside(at)]
        heard = [*heard[1:], cards.captured(number)]
        if number > 20 and number % every == 0:
            found.append(lag(np.concatenate(reference), np.concatenate(heard)))
    return found


def lag(reference: Samples, heard: Samples) -> float:
    """By how many seconds what is heard is later, 0 to 0.2 s."""
    size = 2 * reference.size
    cross = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(reference, size))
    product = np.fft.irfft(cross, size)
    return float(np.argmax(product[: RATE // 5])) / RATE


@pytest.mark.parametrize("ppm", [0.0, 100.0, -100.0, 300.0])
def test_the_delay_of_the_echo_stays_the_same_although_the_clocks_drift(ppm: float) -> None:
    tape = PlayedTape()
    found = delays(Cards(ppm, uneven_s=0.012), 90.0, tape, every=50)
    settled = found[30:]
    assert max(settled) - min(settled) < 0.003, "it moved"
    assert 0.0 < min(settled) < ECHO_S
    assert tape.slips == 0
    assert tape.drift_ppm == pytest.approx(ppm, abs=60)


def test_it_is_soon_near() -> None:
    found = delays(Cards(100.0, uneven_s=0.012), 8.0, PlayedTape(), every=10)
    assert max(found[10:]) - min(found[10:]) < 0.006


def test_nothing_is_played_is_silence_and_a_pause_is_a_new_beginning() -> None:
    tape = PlayedTape()
    assert tape.beside(1.0) is SILENCE
    block = SILENCE
    for n in range(10):
        tape.played(np.full(BLOCK, 0.5, np.float32), 2.0 + n / 50)
        block = tape.beside(2.005 + n / 50)
    assert float(block[-1]) == pytest.approx(0.5, abs=0.01)
    assert tape.beside(60.0) is SILENCE
    assert tape.slips == 0


def test_clocks_that_jump_are_followed_and_counted() -> None:
    tape = PlayedTape()
    for n in range(100):
        tape.played(SILENCE, n / 50)
        tape.beside(n / 50 + 0.005)
    for _ in range(10):  # a driver that gives ten blocks at once
        tape.played(SILENCE, 2.0)
    tape.beside(2.0)
    assert tape.slips == 1


def test_a_pump_that_was_late_finds_each_block_where_it_was() -> None:
    """Captured blocks have waited for 200 ms, and all that was played meanwhile is known."""
    tape = PlayedTape()
    for n in range(200):
        tape.played(SILENCE, n / 50)
        tape.beside(n / 50 + 0.005)
    for n in range(200, 210):
        tape.played(np.full(BLOCK, n / 1000, np.float32), n / 50)
    found = np.concatenate([tape.beside(n / 50 + 0.005) for n in range(200, 210)])
    for n in range(210, 215):
        tape.played(SILENCE, n / 50)
        found = np.concatenate([found, tape.beside(n / 50 + 0.005)])
    assert tape.slips == 0
    steps = np.flatnonzero(np.diff((found > 0.1).astype(int)))
    assert steps[1] - steps[0] == pytest.approx(10 * BLOCK, abs=20), "whole, in its length"
