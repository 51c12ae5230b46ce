"""The bent page: how its edges deviate from straight ones. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Curve:
    """How far a page's edges lie from the straight ones between its corners.

    `near` and `far` are (n,) at even places along the page, as shares of the length of its
    straight sides, positive in the direction from near to far. The bent edges are top and bottom,
    or left and right when `upright` is False.
    """

    near: npt.NDArray[np.float32]
    far: npt.NDArray[np.float32]
    upright: bool = True
