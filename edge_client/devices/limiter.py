"""Keeping a mix below a ceiling without clicks, distortion or pumping. Pure.

A look-ahead peak limiter: it hears 4 ms ahead, so that the gain has come down, along a slope,
when the peak arrives. It stays down for 120 ms, longer than the beat of several voices together,
so that the waveform itself is not bent, and comes back slowly, so that a quieter voice does not
swell between the syllables of a louder one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from edge_client.devices.blocks import BLOCK, RATE, Block

STEP: Final = 48
"""Samples of 1 ms: the gain is laid out in such steps and glides between them."""

AHEAD: Final = 4
"""Steps of look-ahead: the sound is later by so much."""

HOLD: Final = 120
"""Steps that the gain stays down."""

RELEASE_S: Final = 0.5
"""Time constant in seconds of the way back."""

DELAY: Final = AHEAD * STEP
"""Samples by which the sound is later."""

_STEPS: Final = BLOCK // STEP
_RELEASE: Final = 1.0 - float(np.exp(-STEP / RATE / RELEASE_S))
_UNITY: Final = 0.9999


class Limiter:
    """Blocks in, blocks out, `DELAY` samples later, never beyond the ceiling."""

    def __init__(self, ceiling: float) -> None:
        """`ceiling` is an amplitude."""
        self._ceiling = ceiling
        self._late = np.zeros(DELAY, np.float32)
        self._wanted = np.ones(AHEAD + HOLD, np.float32)
        """The gain that each step allows: those heard lately and those still to come."""
        self._gain = 1.0

    @property
    def gain(self) -> float:
        """The present gain, 1 where nothing is turned down."""
        return self._gain

    @property
    def idle(self) -> bool:
        """Whether nothing is turned down and nothing waits to leave."""
        return self._gain >= 1.0 and not self._late.any()

    def limit(self, block: Block) -> Block:
        """The next block of what was put in, limited."""
        heard = np.concatenate([self._late, block])
        self._late = heard[BLOCK:]
        peaks = np.abs(block).reshape(_STEPS, STEP).max(axis=1)
        allowed = np.minimum(1.0, self._ceiling / np.maximum(peaks, 1e-9))
        wanted = np.concatenate([self._wanted, allowed])
        self._wanted = wanted[_STEPS:]
        if self._gain >= _UNITY and wanted.min() >= 1.0:
            self._gain = 1.0
            return heard[:BLOCK]
        gains = self._gains(wanted)
        limited: Block = heard[:BLOCK] * gains
        return np.clip(limited, -self._ceiling, self._ceiling)

    def _gains(self, wanted: Block) -> Block:
        """The gain of each sample that leaves now: it rises slowly and falls in time."""
        # A point stands between two steps, both of which have to allow it, and those before.
        held = sliding_window_view(wanted, HOLD + 1)[1 : _STEPS + 1].min(axis=1)
        for ahead in range(1, AHEAD):
            first = HOLD + 1 + ahead
            held = np.minimum(held, wanted[first : first + _STEPS] + ahead / AHEAD)
        points = [self._gain]
        for limit in held.tolist():
            points.append(min(points[-1] + (1.0 - points[-1]) * _RELEASE, limit))
        self._gain = points[-1]
        at = np.arange(BLOCK, dtype=np.float32) / STEP
        return np.interp(at, np.arange(_STEPS + 1), points).astype(np.float32)
