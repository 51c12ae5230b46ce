"""Whether anything moves in front of the document camera. Pure.

Looks at a picture an eighth as wide: noise and a JPEG's blocks average out there, a fingertip does
not. While things move, each look is compared with the one before; while they rest, with what is
shown, so that slow changes are noticed too.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2

Grey = npt.NDArray[np.uint8]

STEP: Final = 10
"""Grey levels by which a pixel has to differ."""
FEW: Final = 0.0003
"""Share of such pixels from which something moves: 37 of 408 x 306, the tip of a pen."""
MANY: Final = 0.02
"""Share of such pixels from which the page itself may be moving."""
REST_S: Final = 0.5
"""So long nothing moved, and it rests."""


class Rest:
    """Give it every look with its time in seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._last: Grey | None = None
        self._shown: Grey | None = None
        self._moved_at: float | None = None
        self.resting = False
        """Whether nothing has moved for a while."""
        self.share = 1.0
        """Of the pixels that moved at the last look."""
        self.rested_at = 0.0
        """Since when it rests."""

    @property
    def moving(self) -> bool:
        """Whether the last look saw anything move."""
        return self.share > FEW

    @property
    def moving_much(self) -> bool:
        """Whether the page itself may be moving."""
        return self.share > MANY

    def see(self, small: Grey, now: float) -> None:
        """One more look."""
        soft = cv2.blur(small, (3, 3)).astype(np.uint8, copy=False)
        before = self._shown if self.resting else self._last
        self.share = _changed(before, soft)
        self._last = soft
        if self._moved_at is None or self.moving:
            self._moved_at, self.resting, self._shown = now, False, None
        elif not self.resting and now - self._moved_at >= REST_S:
            self.resting, self.rested_at, self._shown = True, now, soft


def _changed(before: Grey | None, after: Grey) -> float:
    """Share of pixels that differ clearly."""
    if before is None or before.shape != after.shape:
        return 1.0
    apart = cv2.absdiff(before, after)
    return float(np.count_nonzero(apart > STEP)) / apart.size
