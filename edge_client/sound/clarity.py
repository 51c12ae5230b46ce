"""The loudspeaker made easier to hear: louder, or clearer, as the resident wishes. Pure.

Clear speech takes away the rumble that masks consonants, lifts the band that carries them, and
brings quiet syllables up to the loud ones. It is what a hearing aid's first steps are, without
a person's own audiogram. What it makes too loud, the mix's limiter turns down.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import BLOCK, RATE, Block

LOUDNESS_DB: Final = (-18, -12, -6, 0, 6, 12)
"""What can be chosen: 18 dB in all, with a step 12 dB above the lowest (EN 301 549, 8.2.1).

The range is that of what is heard: above the usual the limiter leaves speech some 6 of 12 dB.
"""

LOW_CUT_HZ: Final = 150.0
PRESENCE_HZ: Final = 2500.0
PRESENCE_DB: Final = 7.0
PRESENCE_Q: Final = 0.7
"""So wide that 1 to 5 kHz are lifted."""

TAPS: Final = 1024
"""The filters' responses have died away within this: 21 ms."""

THRESHOLD_DB: Final = -36.0
RATIO: Final = 1.8
MOST_LIFT_DB: Final = 9.0
GATE_DB: Final = -58.0
"""Noise between words is not lifted."""

ATTACK_S: Final = 0.008
RELEASE_S: Final = 0.12
STEPS: Final = 4
"""The compressor looks this many times in a block: every 5 ms."""

Taps = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Wish:
    """How the resident wants to hear."""

    loudness_db: int = 0
    clear: bool = False


AS_USUAL: Final = Wish()


class Clarity:
    """Blocks as `wish` says, which may be set by another thread at any time.

    No change clicks: gains glide over one block, and clear speech fades in and out. Adds no
    delay: the filters are of minimum phase.
    """

    def __init__(self, wish: Wish = AS_USUAL) -> None:
        self.wish = wish
        self._heard = wish
        self._spectrum = np.fft.rfft(_speech_filter(), 2 * TAPS).astype(np.complex64)
        self._past: Block = np.zeros(TAPS, np.float32)
        self._level = GATE_DB
        self._lift = 0.0

    def process(self, block: Block) -> Block:
        """The next block of the mix, 960 samples."""
        if not np.isfinite(block).all():
            block = np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)
        before, wish = self._heard, self.wish
        self._heard = wish
        clear = self._clear(block, used=wish.clear or before.clear)
        if before == wish == AS_USUAL:
            return block
        old = clear if before.clear else block
        new = clear if wish.clear else block
        if before == wish:
            return np.float32(_gain(wish.loudness_db)) * new
        fade = np.linspace(0.0, 1.0, BLOCK, dtype=np.float32)
        mixed: Block = old * (1 - fade) * np.float32(_gain(before.loudness_db))
        mixed += new * fade * np.float32(_gain(wish.loudness_db))
        return mixed

    def _clear(self, block: Block, *, used: bool) -> Block:
        extended = np.concatenate([self._past, block])
        self._past = extended[-TAPS:]
        if not used:
            # What was said before is known when clear speech begins; nothing else is needed.
            return block
        # Overlap-save: of 2048 points of a circular convolution the last 1024 are right.
        points = np.fft.irfft(np.fft.rfft(extended[-2 * TAPS :], 2 * TAPS) * self._spectrum)
        filtered = points[extended.size - BLOCK : extended.size].astype(np.float32)
        return self._compress(filtered)

    def _compress(self, block: Block) -> Block:
        size = BLOCK // STEPS
        powers = np.mean(np.square(block.reshape(STEPS, size)), axis=1)
        levels = [10 * math.log10(float(power) + 1e-12) for power in powers]
        lifts = [self._lift, *(self._lift_for(level) for level in levels)]
        self._lift = lifts[-1]
        places = np.arange(1, BLOCK + 1) / size
        curve = np.interp(places, np.arange(STEPS + 1), lifts)
        lifted: Block = (block * np.power(10.0, curve / 20)).astype(np.float32)
        return lifted

    def _lift_for(self, level: float) -> float:
        """DB by which quieter sound is raised towards louder sound."""
        seconds = BLOCK / RATE / STEPS
        time_constant = ATTACK_S if level > self._level else RELEASE_S
        self._level += (level - self._level) * (1 - math.exp(-seconds / time_constant))
        if self._level <= GATE_DB:
            return 0.0
        over = max(0.0, self._level - THRESHOLD_DB)
        lift = MOST_LIFT_DB - over * (1 - 1 / RATIO)
        return max(0.0, lift * min(1.0, (self._level - GATE_DB) / 10.0))


def _gain(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _speech_filter() -> Taps:
    """The impulse response of both filters, one after the other."""
    impulse = np.zeros(TAPS)
    impulse[0] = 1.0
    return _run(_peak(), _run(_low_cut(), impulse)).astype(np.float32)


Coefficients = tuple[list[float], list[float]]


def _low_cut() -> Coefficients:
    """Butterworth, second order (Audio EQ Cookbook, Bristow-Johnson)."""
    w = 2 * math.pi * LOW_CUT_HZ / RATE
    alpha, c = math.sin(w) / math.sqrt(2), math.cos(w)
    return [(1 + c) / 2, -(1 + c), (1 + c) / 2], [1 + alpha, -2 * c, 1 - alpha]


def _peak() -> Coefficients:
    """A peaking filter (same source)."""
    w = 2 * math.pi * PRESENCE_HZ / RATE
    a = 10 ** (PRESENCE_DB / 40)
    alpha, c = math.sin(w) / (2 * PRESENCE_Q), math.cos(w)
    return [1 + alpha * a, -2 * c, 1 - alpha * a], [1 + alpha / a, -2 * c, 1 - alpha / a]


def _run(coefficients: Coefficients, samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    b, a = ([value / coefficients[1][0] for value in part] for part in coefficients)
    out = np.zeros_like(samples)
    x1 = x2 = y1 = y2 = 0.0
    for at, x in enumerate(samples):
        y = b[0] * x + b[1] * x1 + b[2] * x2 - a[1] * y1 - a[2] * y2
        out[at] = y
        x1, x2, y1, y2 = x, x1, y, y1
    return out


def response_db(hertz: float) -> float:
    """How much clear speech's filters raise a frequency, dB."""
    z = cmath.exp(-2j * math.pi * hertz / RATE)
    total = 1.0
    for b, a in (_low_cut(), _peak()):
        total *= abs((b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z))
    return 20 * math.log10(total)
