"""Which of several frames of a resting page are good for one still. Pure.

A frame is judged by a small grey picture of the page's surroundings and by how sharp its print
is: cheap against what fusing costs. What most frames show is the page; where a frame differs,
something is in front of it there (a hand, its shadow), or the page was moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2

Mask = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

SMOOTHED: Final = 2.0
"""Small pictures are blurred by this many of their pixels first: print that has moved a little
is not a hand."""

DIFFERS: Final = 12.0
"""Grey levels of 255 by which a frame differs where something is in front of the page."""

RESTS: Final = 0.004
"""So small a share of the page may differ between two frames while it rests."""

COVERED: Final = 0.25
"""A frame of which more than this share differs is left out whole."""

SHARP_ENOUGH: Final = 0.72
"""A frame is left out whose print has less contrast than this share of the sharpest one's."""


@dataclass(frozen=True)
class Choice:
    """Frames by their index. `reference` is the sharpest of the `kept`.

    `covered` has, for a kept frame that is covered in part, where: 255 on the small picture.
    """

    reference: int
    kept: tuple[int, ...]
    covered: dict[int, Mask]


def smooth(small: Picture) -> Plane:
    """A small grey picture made ready to be compared."""
    return cv2.GaussianBlur(small.astype(np.float32), (0, 0), SMOOTHED).astype(
        np.float32, copy=False
    )


def differing(one: Plane, other: Plane) -> npt.NDArray[np.bool_]:
    """Where two smooth pictures differ, the light of the one set to the other's first."""
    light = float(np.median(one)) / max(float(np.median(other)), 1.0)
    return np.asarray(np.abs(one - other * min(max(light, 0.5), 2.0)) > DIFFERS)


def resting(smooths: Sequence[Plane]) -> int:
    """How many of the frames, counted from the newest (the last one), show the same.

    0 for no frames at all.
    """
    count = 0
    for older in reversed(smooths):
        if older.shape != smooths[-1].shape:
            break
        if float(differing(smooths[-1], older).mean()) > RESTS:
            break
        count += 1
    return count


def sharpness(grey: Picture) -> float:
    """The contrast of the print: variance of the Laplacian without that of the noise.

    Pairs of pixels are joined first, which takes most of the noise away. Most of a page is
    bare paper, so the median deviation is the noise's.
    """
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    edges = np.abs(cv2.Laplacian(half, cv2.CV_16S)[::2]).astype(np.float32)
    noise = 1.4826 * float(np.median(edges))
    return max(float(np.mean(edges * edges)) - noise * noise, 0.0)


def choose(smooths: Sequence[Plane], sharp: Sequence[float]) -> Choice:
    """The frames that one still is made of. Raises ValueError without frames.

    Frames of other sizes than the newest one's are left out.
    """
    shape = smooths[-1].shape
    same = [index for index, one in enumerate(smooths) if one.shape == shape]
    good, covered = _uncovered(smooths, same)
    best = max(sharp[index] for index in good)
    # Contrast goes with the square root of the variance.
    kept = [index for index in good if sharp[index] >= SHARP_ENOUGH**2 * best]
    whole = [index for index in kept if index not in covered] or kept
    reference = max(whole, key=lambda index: sharp[index])
    return Choice(
        reference, tuple(kept), {index: covered[index] for index in kept if index in covered}
    )


def _uncovered(smooths: Sequence[Plane], same: list[int]) -> tuple[list[int], dict[int, Mask]]:
    """Frames that show what most of them show, and where some do not."""
    if len(same) < 3:
        # Two frames that differ do not tell which of them is covered: the newer one counts.
        rests = resting([smooths[index] for index in same])
        return same[-rests:], {}
    usual = np.median(np.stack([smooths[index] for index in same]), axis=0).astype(np.float32)
    good: list[int] = []
    covered: dict[int, Mask] = {}
    for index in same:
        where = differing(usual, smooths[index])
        share = float(where.mean())
        if share > COVERED:
            continue
        good.append(index)
        if share > 0:
            around = cv2.dilate(where.astype(np.uint8) * 255, np.ones((9, 9), np.uint8))
            covered[index] = around.astype(np.uint8, copy=False)
    return (good, covered) if good else ([same[-1]], {})
