"""Whether a paper lies still, and which of its pictures are worth encoding. Pure.

A picture is looked at small and grey: each value is the mean of a hundred pixels and more, so
that a sensor's noise is gone and a pen's tip is not. While something moves every picture is
sent. When it lies, one picture is kept and sent again and again until it is as good as it gets,
then now and then: the same picture once more costs almost nothing, a new one would cost its
noise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]

SMALL_WIDTH = 160
"""Pixels of the longer side of what is looked at."""

CHANGED = 5.0
"""Steps of grey by which a value differs when something is there that was not."""
NOISE_TIMES, NOISE_MOST = 7.0, 2.2
"""And so many times the noise that the picture itself shows; more than this is movement."""
LEAST_PLACES = 2
"""A pen's tip is that large; a single place is a spark."""

LIES_AFTER_S = 0.5
REFINES_S = 2.0
"""So long the kept picture is sent at full rate: by then it has all the quality there is."""
ALIVE_S = 1.0
"""Between two pictures of what lies: a receiver sees that it is alive."""
FRESH_S = 10.0
"""A new picture is kept after this time, for what was too small to be seen changing."""


class Worth(Enum):
    """What to do with a picture."""

    NEW = "new"
    """Encode it."""
    KEPT = "kept"
    """Encode the kept one again."""
    NOTHING = "nothing"


def places_changed(before: Grey, now: Grey) -> int:
    """How many values differ by more than noise; a change of all by the same is light."""
    if before.shape != now.shape:
        return now.size
    difference = now.astype(np.int16) - before.astype(np.int16)
    away = np.abs(difference - np.median(difference))
    noise = min(NOISE_MOST, 1.4826 * float(np.median(away)))
    return int(np.count_nonzero(away > max(CHANGED, NOISE_TIMES * noise)))


@dataclass
class Rest:
    """Of one encoding. Times are seconds of one clock."""

    _before: Grey | None = None
    _kept: Grey | None = None
    _kept_at: float = -math.inf
    _moved_at: float = -math.inf
    _sent_at: float = -math.inf

    def worth(self, small: Grey, now: float) -> Worth:
        """What to do with the picture that looks so; `NEW` is to be kept for `KEPT`."""
        found = self._look(small, now)
        if found is not Worth.NOTHING:
            self._sent_at = now
        self._before = small
        return found

    def _look(self, small: Grey, now: float) -> Worth:
        against = self._before if self._kept is None else self._kept
        if against is None or places_changed(against, small) >= LEAST_PLACES:
            self._moved_at, self._kept = now, None
            return Worth.NEW
        if now - self._moved_at < LIES_AFTER_S:
            return Worth.NEW
        if self._kept is None or now - self._kept_at >= FRESH_S:
            self._kept, self._kept_at = small, now
            return Worth.NEW
        if now - self._kept_at < REFINES_S or now - self._sent_at >= ALIVE_S:
            return Worth.KEPT
        return Worth.NOTHING
