"""Time of a voice squeezed or stretched by one period of its pitch. Pure.

Overlap-add at the lag where the sound is most like itself, as in WSOLA (Verhelst and Roelands,
1993) and NetEq's accelerate and preemptive expand: the pitch stays.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

RATE: Final = 48_000
SHORTEST: Final = RATE * 25 // 10_000
"""2.5 ms: the shortest period looked for, 400 Hz."""
LONGEST: Final = RATE * 125 // 10_000
"""12.5 ms: the longest, 80 Hz."""

NEEDED: Final = 2 * LONGEST
"""So many samples have to be there: 25 ms."""

ALIKE: Final = 0.85
"""Correlation above which a period may go or come twice without being heard."""

QUIET: Final = 0.003
"""Amplitude (RMS) under which any period will do."""

_COARSE: Final = 8
"""The lag is looked for at 6 kHz first, then around there."""


def squeeze(samples: Samples, *, eager: bool = False) -> Samples:
    """Without one period, or as it is where that would be heard. `eager` is less particular."""
    lag = _period(samples, 0.6 if eager else ALIKE)
    if lag is None:
        return samples
    fade = _fade(lag)
    joined = samples[:lag] * (1 - fade) + samples[lag : 2 * lag] * fade
    return np.concatenate([joined, samples[2 * lag :]])


def stretch(samples: Samples) -> Samples:
    """With one period twice, or as it is where that would be heard."""
    lag = _period(samples, ALIKE)
    if lag is None:
        return samples
    fade = _fade(lag)
    again = samples[lag : 2 * lag] * (1 - fade) + samples[:lag] * fade
    return np.concatenate([samples[:lag], again, samples[lag:]])


def _fade(lag: int) -> Samples:
    return np.linspace(0.0, 1.0, lag, endpoint=False, dtype=np.float32)


def _period(samples: Samples, alike: float) -> int | None:
    """The lag at which the beginning is most like what follows; None where it is not."""
    longest = min(LONGEST, samples.size // 2)
    if longest <= SHORTEST:
        return None
    head = samples[: 2 * longest]
    if float(np.sqrt(np.mean(head * head))) < QUIET:
        return longest
    coarse = head[: head.size // _COARSE * _COARSE].reshape(-1, _COARSE).mean(axis=1)
    low, high = SHORTEST // _COARSE, longest // _COARSE
    best = max(range(low, high + 1), key=lambda lag: _likeness(coarse, lag, high))
    around = range(max(SHORTEST, (best - 1) * _COARSE), min(longest, (best + 1) * _COARSE) + 1, 2)
    lag = max(around, key=lambda lag: _likeness(head, lag, longest))
    return lag if _likeness(head, lag, longest) >= alike else None


def _likeness(samples: Samples, lag: int, window: int) -> float:
    """Normalised correlation of the first samples with those `lag` later, -1 to 1."""
    first, second = samples[:window], samples[lag : lag + window]
    power = float(np.dot(first, first)) * float(np.dot(second, second))
    return float(np.dot(first, second)) / power**0.5 if power > 0.0 else 0.0
