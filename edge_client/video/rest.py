"""Whether a paper lies still, and which of its pictures are worth encoding. Pure.

A picture is looked at small and grey: each value is the mean of a hundred pixels and more, so
that a sensor's noise is gone and a pen's tip is not. While something moves every picture is
sent. When it lies, one picture is kept and sent again and again until it is as good as it gets,
then now and then: the same picture once more costs almost nothing, a new one would cost its
noise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum

import av
import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2

Grey = npt.NDArray[np.uint8]

SMALL_WIDTH = 160
"""Pixels of the longer side of what is looked at."""

CHANGED = 5.0
"""Steps of grey by which a value differs when something is there that was not."""
NOISE_TIMES, NOISE_MOST = 7.0, 2.2
"""And so many times the noise that the picture itself shows; more than this is movement."""
LEAST_PLACES = 2
"""A pen's tip is that large; a single place is a spark."""

ANOTHER_SHARE = 0.25
"""With so many of its values changed at once it is another picture: another page, or part of one.

Told as a change of the one before, what there is no rate for would stay of that one: a narrow
line showed two pages in one for seconds. A hand over the page changes a tenth.
"""
ANOTHER_S = 1.0
"""Between two pictures that are taken for others: a camera that is turned costs no more."""

LIES_AFTER_S = 0.5
REFINED_BYTES = 300
"""The kept picture once more takes fewer: it has all the quality there is."""
SPARED = 0.8
"""Of the rate since it began to be refined: only who has used less could do more."""
REFINES_S = 30.0
"""It is sent at full rate no longer than this, whatever it takes."""
ALIVE_S = 1.0
"""Between two pictures of what lies: a receiver sees that it is alive."""
FRESH_S = 30.0
"""A new picture is kept so long after the last was refined, for what was too small to be seen."""


def small_of(frame: av.VideoFrame) -> Grey:
    """What a yuv420p frame looks like, small and grey."""
    plane = frame.planes[0]
    rows: Grey = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    scale = SMALL_WIDTH / max(frame.width, frame.height)
    size = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    # Every other line: half the time, and no stroke is thinner than a pixel of a small camera.
    small = cv2.resize(rows[::2, : frame.width], size, interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False)


class Worth(Enum):
    """What to do with a picture."""

    NEW = "new"
    """Encode it."""
    ANOTHER = "another"
    """Encode it as a key frame: nothing of the one before is of use."""
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
    _refines_from: float = -math.inf
    _refined_at: float = math.inf
    _moved_at: float = -math.inf
    _another_at: float = -math.inf
    _sent_at: float = -math.inf
    _spent: int = 0
    """Bits, since it began to be refined."""

    def worth(self, small: Grey, now: float, key: bool = False) -> Worth:
        """What to do with the picture that looks so; a `NEW` one is to be kept for `KEPT`.

        `key`: it has to be a key frame. That begins anew with little quality.
        """
        found = self._look(small, now)
        if key:
            self._refine(now)
            if found is Worth.NOTHING:
                found = Worth.KEPT
        if found is not Worth.NOTHING:
            self._sent_at = now
        self._before = small
        return found

    def encoded(self, size: int, now: float, rate: float = math.inf) -> None:
        """What was worth it took so many bytes, at a rate of so many bit/s."""
        self._spent += size * 8
        small = size < REFINED_BYTES and now > self._refines_from
        # After a large key frame an encoder has nothing left, and its pictures are small too.
        could_more = self._spent <= SPARED * rate * (now - self._refines_from)
        if self._kept is not None and small and could_more:
            self._refined_at = min(self._refined_at, now)

    def _refine(self, now: float) -> None:
        self._refines_from, self._refined_at = now, math.inf
        self._spent = 0

    def _look(self, small: Grey, now: float) -> Worth:
        against = self._before if self._kept is None else self._kept
        places = small.size if against is None else places_changed(against, small)
        if places >= LEAST_PLACES:
            self._moved_at, self._kept = now, None
            if against is None or places < ANOTHER_SHARE * small.size:
                return Worth.NEW
            if now - self._another_at < ANOTHER_S:
                return Worth.NEW
            self._another_at = now
            return Worth.ANOTHER
        if now - self._moved_at < LIES_AFTER_S:
            return Worth.NEW
        if now - self._refines_from >= REFINES_S:
            self._refined_at = min(self._refined_at, now)
        if self._kept is None or now - self._refined_at >= FRESH_S:
            self._kept = small
            self._refine(now)
            return Worth.NEW
        if self._refined_at == math.inf or now - self._sent_at >= ALIVE_S:
            return Worth.KEPT
        return Worth.NOTHING


@dataclass
class Lying:
    """`Rest` with the picture that is kept."""

    _rest: Rest = field(default_factory=Rest)
    _frame: av.VideoFrame | None = None

    def choose(
        self, frame: av.VideoFrame, now: float, key: bool
    ) -> tuple[av.VideoFrame, bool] | None:
        """Which picture to encode in the place of this one, and whether as a key frame.

        Its time stays. None for none.
        """
        worth = self._rest.worth(small_of(frame), now, key)
        if worth is Worth.NOTHING:
            return None
        if worth is Worth.KEPT and self._frame is not None:
            self._frame.pts, self._frame.time_base = frame.pts, frame.time_base
            return self._frame, key
        self._frame = frame
        return frame, key or worth is Worth.ANOTHER

    def encoded(self, size: int, now: float, rate: float = math.inf) -> None:
        """The chosen picture took so many bytes, at a rate of so many bit/s."""
        self._rest.encoded(size, now, rate)
