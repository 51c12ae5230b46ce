"""A page at rest made of several frames: less noise, so that more of its blur can be undone. Pure.

One noisy frame sharpened is noise sharpened. Measured (`make bench-document`): a hard photograph's
print of 8 points, read from the live view, has an error rate of 6.6 % from one frame and of 0.8 %
from six.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Content, planes
from edge_client.paper import light
from edge_client.paper.geometry import Box

ENOUGH: Final = 6
"""Frames: six tenths of a second."""
SHARPNESS, RADIUS = 2.0, 1.5
"""Of the unsharp mask on the mean; the radius in pixels."""


class Fused:
    """The mean of a resting page's frames, not sharpened before."""

    def __init__(self) -> None:
        self._sum: npt.NDArray[Any] | None = None
        self._count = 0

    @property
    def is_enough(self) -> bool:
        """Whether more frames would not be seen any more."""
        return self._count >= ENOUGH

    def add(self, frame: Content) -> None:
        """One more, of the same size as those before."""
        i420 = frame.i420
        if self._sum is None:
            self._sum = i420.astype(np.uint16)
        else:
            self._sum += i420
        self._count += 1

    def sharpened(self, box: Box) -> Content:
        """The mean, sharp where the page lies. Raises ValueError without any frame."""
        if self._sum is None:
            raise ValueError("no frame")
        mean = ((self._sum + self._count // 2) // self._count).astype(np.uint8)
        luma = planes(mean)[0]
        page = luma[box.y : box.y + box.height, box.x : box.x + box.width]
        # Limited range: what would be whiter than white is white.
        page[:] = np.clip(light.sharpen(page.copy(), SHARPNESS, RADIUS), 16, 235)
        return Content(mean, "i420")
