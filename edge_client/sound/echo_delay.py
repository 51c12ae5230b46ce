"""How long after the loudspeaker the microphone hears it: measured, and followed. Pure.

The generalised cross-correlation with phase transform (C. Knapp, G. Carter, IEEE Trans. ASSP 24,
1976) of what was played with what is heard finds the direct sound among its reflections.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import BLOCK, BLOCK_SECONDS, RATE, Block, BlockResampler

LOW_RATE: Final = 12_000
"""In Hz: a voice's phase is measured well enough below 6 kHz."""

LONGEST: Final = 0.5
"""Seconds of delay that are looked for."""

WINDOW: Final = 0.4
"""Seconds of the microphone that are compared."""

EVERY: Final = 5
"""Blocks from one look to the next."""

CLEAR: Final = 7.0
CLEAR_NEW: Final = 14.0
"""How far a peak stands out, in effective values of all the rest: one at a known delay, and one
at a new delay. Two voices that have nothing to do with each other reach 13."""

TOGETHER: Final = 0.0012
"""Seconds within which two looks have seen the same."""

LOOKS: Final = 3
"""Looks one after another that must have seen a new delay."""

GONE: Final = 0.5
"""A known delay is given up when its own peak has fallen below this share of the new one's."""

QUIET: Final = 1e-7
"""Power below which nothing is played that could be heard."""

LOOKS_KEPT: Final = 200
LOOKS_NEEDED: Final = 15
SPAN: Final = 100
"""Blocks, 2 s: the drift is read from looks so far apart, of the last 20 s of speech or more."""

DRIFT_MOST: Final = 500e-6
"""Sound cards are within some 200 parts in a million of each other."""

_STEP: Final = LOW_RATE // 50
_BAND_HZ: Final = (250.0, 5000.0)


class DelayEstimate:
    """Blocks of both sides in, a delay out."""

    def __init__(self) -> None:
        self.seconds: float | None = None
        """None until an echo was recognised."""
        self.drift = 0.0
        """Seconds by which the delay grows in each second, 0 while too little was seen."""
        self.looks = 0
        """How often the delay was seen."""
        self._segment = round(WINDOW * LOW_RATE)
        self._most = round(LONGEST * LOW_RATE)
        self._heard = np.zeros(self._segment, np.float32)
        self._played = np.zeros(self._segment + self._most, np.float32)
        self._down = (BlockResampler(RATE, LOW_RATE), BlockResampler(RATE, LOW_RATE))
        self._size = 1 << (self._segment + self._most - 1).bit_length()
        hz = np.fft.rfftfreq(self._size, 1 / LOW_RATE)
        self._band = (hz >= _BAND_HZ[0]) & (hz <= _BAND_HZ[1])
        self._smooth = np.zeros(self._most, np.float32)
        self._candidate = 0.0
        self._seen = 0
        self._turn = 0
        self._blocks = 0
        self._seen_at: deque[tuple[int, float]] = deque(maxlen=LOOKS_KEPT)

    def add(self, heard: Block, played: Block) -> bool:
        """Take one block of each; True when the delay has jumped."""
        self._blocks += 1
        for kept, block, down in (
            (self._heard, heard, self._down[0]),
            (self._played, played, self._down[1]),
        ):
            kept[:-_STEP] = kept[_STEP:]
            kept[-_STEP:] = down.process(block)
        self._turn = (self._turn + 1) % EVERY
        if self._turn or not self._worth_looking():
            return False
        return self._judge(*self._look())

    def _worth_looking(self) -> bool:
        own = self._played[-self._segment :]
        return float(own @ own) > QUIET * own.size and bool(self._heard.any())

    def _look(self) -> tuple[float, float]:
        """The likeliest delay in seconds, and how far it stands out."""
        heard = np.fft.rfft(self._heard, self._size)
        played = np.fft.rfft(self._played, self._size)
        cross = np.conj(played) * heard * self._band
        # Frequencies in which nobody speaks have a phase too, which says nothing.
        size = np.abs(cross)
        cross /= size + 1e-3 * size.mean() + 1e-12
        # The microphone's window begins where the loudspeaker's has `_most` samples behind it.
        match = np.fft.irfft(cross, self._size)
        lags = np.roll(match, self._most)[: self._most + 1][1:].astype(np.float32)
        self._smooth = np.float32(0.5) * self._smooth + lags
        best = int(np.argmax(self._smooth))
        spread = float(np.sqrt((self._smooth**2).mean())) + 1e-12
        return (best + _vertex(self._smooth, best) + 1) / LOW_RATE, float(
            self._smooth[best]
        ) / spread

    def _judge(self, seconds: float, clear: float) -> bool:
        if clear < CLEAR:
            self._seen = 0
            return False
        known = self.seconds
        if known is not None and abs(seconds - known) < TOGETHER:
            self._seen = 0
            self.seconds = seconds
            self.looks += 1
            self._seen_at.append((self._blocks, seconds))
            self.drift = _slope(self._seen_at)
            return False
        if known is not None and self._near(known) > GONE * self._near(seconds):
            self._seen = 0
            return False
        if clear < CLEAR_NEW:
            self._seen = 0
            return False
        self._seen = self._seen + 1 if abs(seconds - self._candidate) < TOGETHER else 1
        self._candidate = seconds
        if self._seen < LOOKS:
            return False
        self._seen = 0
        self.seconds = seconds
        self.looks += 1
        self._seen_at.clear()
        return True

    def _near(self, seconds: float) -> float:
        """The highest of what was found close to a delay."""
        at, wide = round(seconds * LOW_RATE) - 1, round(TOGETHER * LOW_RATE)
        return float(self._smooth[max(0, at - wide) : at + wide + 1].max())


def _slope(looks: deque[tuple[int, float]]) -> float:
    """Seconds in each second; 0 while too little was seen, or for what no clock does."""
    if len(looks) < LOOKS_NEEDED or looks[-1][0] - looks[0][0] < SPAN:
        return 0.0
    blocks, seconds = np.array(looks, np.float64).T
    times = (blocks - blocks.mean()) * BLOCK_SECONDS
    slope = float(times @ (seconds - seconds.mean()) / (times @ times))
    return slope if abs(slope) <= DRIFT_MOST else 0.0


def _vertex(values: npt.NDArray[np.float32], at: int) -> float:
    """Where between its neighbours a peak is, -0.5 to 0.5."""
    if not 0 < at < values.size - 1:
        return 0.0
    before, here, after = (float(each) for each in values[at - 1 : at + 2])
    bend = before - 2 * here + after
    return 0.5 * (before - after) / bend if bend < 0 else 0.0


class Aligner:
    """What was played, given again a known time later; `drift` follows a slower clock."""

    TAPS: Final = 16
    _STEPS: Final = 128

    def __init__(self) -> None:
        self.delay = 0.0
        """In samples, at least 0."""
        self.drift = 0.0
        """Samples by which the delay grows in each sample."""
        self._kept = np.zeros(round((LONGEST + 0.1) * RATE), np.float32)
        offsets = np.arange(self.TAPS) - self.TAPS // 2 + 1
        fraction = np.arange(self._STEPS)[:, None] / self._STEPS
        table = np.sinc(offsets - fraction) * np.kaiser(self.TAPS, 7.0)
        self._table = (table / table.sum(axis=1, keepdims=True)).astype(np.float32)

    def process(self, played: Block) -> Block:
        """One block in, the one of `delay` samples ago out."""
        kept = self._kept
        kept[:-BLOCK] = kept[BLOCK:]
        kept[-BLOCK:] = played
        self.delay = float(np.clip(self.delay, 0.0, LONGEST * RATE))
        first = kept.size - BLOCK - self.delay
        self.delay += self.drift * BLOCK
        # Half the taps lie after the sample that is wanted: they are there once it is that late.
        if self.delay < self.TAPS:
            return played.copy()
        whole = int(np.floor(first))
        step = round((first - whole) * self._STEPS)
        if step == self._STEPS:
            whole, step = whole + 1, 0
        begin = whole - self.TAPS // 2 + 1
        part = kept[begin : begin + BLOCK + self.TAPS - 1]
        return np.convolve(part, self._table[step][::-1], "valid").astype(np.float32)
