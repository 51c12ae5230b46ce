"""How a resting page has moved between two frames, to a few hundredths of a pixel. Pure.

A table shakes, a sheet is held by hand. Where the print is richest, small patches of the frame
are laid over those of the reference by least squares (Lucas and Kanade, 1981), first at a
quarter of the size, then at full size; what the patches say makes one shift or one homography.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2

Matrix = npt.NDArray[np.float64]
Plane = npt.NDArray[np.float32]
Point = tuple[float, float]

PATCH: Final = 128
"""Side of a patch in pixels; a multiple of four."""

GRID: Final = 5
"""The page is cut into so many cells each way, and each gives one patch."""

NO_MOTION: Final = 0.2
"""A shift below this many pixels is none: interpolating would blur more than it does."""

ONE_SHIFT: Final = 0.15
"""When the patches agree within this many pixels (root mean square), all of them moved alike."""

FARTHEST: Final = 24.0
"""Patches that moved farther, in pixels, are not believed: the page did not rest."""

FEWEST: Final = 4
"""Patches that must agree for a shift; a homography takes three times as many."""

_STEPS: Final = 4
_SMOOTHED: Final = 1.0
_ROBUST: Final = 3.0


def find_patches(grey: Picture, box: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Upper left corners (x, y) of the patches with the richest print in box x, y, w, h."""
    x, y, width, height = box
    scale = 8
    part = grey[y : y + height, x : x + width]
    if min(part.shape) < PATCH + 8:
        return []
    # Every eighth line and column, blurred by nothing: this only ranks places.
    small = cv2.resize(
        part, (width // scale, height // scale), interpolation=cv2.INTER_AREA
    ).astype(np.float32)
    rich = cv2.Sobel(small, cv2.CV_32F, 1, 0) ** 2 + cv2.Sobel(small, cv2.CV_32F, 0, 1) ** 2
    side = PATCH // scale
    rich = cv2.boxFilter(np.minimum(rich, np.percentile(rich, 98)), -1, (side, side))
    rows, columns = rich.shape
    found = []
    for row in range(GRID):
        for column in range(GRID):
            top, left = row * rows // GRID, column * columns // GRID
            cell = rich[top : (row + 1) * rows // GRID, left : (column + 1) * columns // GRID]
            if cell.size == 0:
                continue
            at = np.unravel_index(int(np.argmax(cell)), cell.shape)
            centre_x = x + (left + int(at[1])) * scale
            centre_y = y + (top + int(at[0])) * scale
            found.append(
                (
                    int(np.clip(centre_x - PATCH // 2, x + 4, x + width - PATCH - 4)),
                    int(np.clip(centre_y - PATCH // 2, y + 4, y + height - PATCH - 4)),
                )
            )
    return sorted(set(found))


def motion(reference: Picture, frame: Picture, patches: Sequence[tuple[int, int]]) -> Matrix | None:
    """The matrix that takes a point of the reference to where it is in the frame.

    The identity when nothing moved. None when the frame cannot be laid over the reference.
    Both are grey and of one size.
    """
    seen: list[tuple[Point, Point]] = []
    for left, top in patches:
        shift = _shift(reference, frame, left, top)
        if shift is not None and max(abs(shift[0]), abs(shift[1])) <= FARTHEST:
            centre = (left + PATCH / 2, top + PATCH / 2)
            seen.append((centre, shift))
    if len(seen) < FEWEST:
        return None
    return _one_motion(np.array([at for at, _ in seen]), np.array([by for _, by in seen]))


def _one_motion(at: Matrix, shifts: Matrix) -> Matrix | None:
    middle = np.median(shifts, axis=0)
    off = np.linalg.norm(shifts - middle, axis=1)
    agree = off <= max(_ROBUST * float(np.median(off)), 0.05)
    spread = float(np.sqrt(np.mean(off[agree] ** 2)))
    if spread <= ONE_SHIFT and agree.sum() >= FEWEST:
        shift = shifts[agree].mean(axis=0)
        moved = np.eye(3)
        if float(np.abs(shift).max()) > NO_MOTION:
            moved[:2, 2] = shift
        return moved
    if len(at) < 3 * FEWEST:
        return None
    found, inside = cv2.findHomography(at, at + shifts, cv2.RANSAC, 0.35)
    # OpenCV gives None when it finds none, which its types do not say.
    matrix = np.asarray(found, np.float64)
    if matrix.shape != (3, 3) or int(inside.sum()) < max(3 * FEWEST, len(at) // 2):
        return None
    return matrix


def _shift(reference: Picture, frame: Picture, left: int, top: int) -> Point | None:
    """How far one patch has moved, in pixels; None when it says nothing."""
    window = np.s_[top : top + PATCH, left : left + PATCH]
    still = reference[window].astype(np.float32)
    quarter = (PATCH // 4, PATCH // 4)
    rough = _step(_resized(still, quarter), _resized(frame[window].astype(np.float32), quarter))
    if rough is None:
        return None
    # What is left after whole pixels is found at full size.
    whole_x, whole_y = round(rough[0] * 4), round(rough[1] * 4)
    y, x = top + whole_y, left + whole_x
    rows, columns = frame.shape
    if not (0 <= y <= rows - PATCH and 0 <= x <= columns - PATCH):
        return None
    there = frame[y : y + PATCH, x : x + PATCH].astype(np.float32)
    fine = _step(still, there)
    return None if fine is None else (whole_x + fine[0], whole_y + fine[1])


def _resized(plane: Plane, size: tuple[int, int]) -> Plane:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)


def _step(sharp: Plane, other: Plane) -> Point | None:
    """Lucas and Kanade's least squares for one shift, inverse form, a few steps."""
    # Noise has slopes of its own, which would pull the shift towards none.
    still = cv2.GaussianBlur(sharp, (0, 0), _SMOOTHED)
    moved = cv2.GaussianBlur(other, (0, 0), _SMOOTHED)
    margin = 4 if still.shape[0] > 64 else 2
    inner = np.s_[margin:-margin, margin:-margin]
    across = cv2.Sobel(still, cv2.CV_32F, 1, 0, scale=0.125)[inner]
    down = cv2.Sobel(still, cv2.CV_32F, 0, 1, scale=0.125)[inner]
    normal = np.array(
        [
            [float((across * across).sum()), float((across * down).sum())],
            [0.0, float((down * down).sum())],
        ]
    )
    normal[1, 0] = normal[0, 1]
    # Bare paper, or lines that all run one way, do not say where they are.
    if float(np.linalg.eigvalsh(normal)[0]) < 0.5 * across.size:
        return None
    mean = float(still[inner].mean())
    x, y = 0.0, 0.0
    for _ in range(_STEPS):
        shifted = cv2.warpAffine(
            moved,
            np.array([[1, 0, -x], [0, 1, -y]], np.float64),
            (moved.shape[1], moved.shape[0]),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )[inner]
        wrong = shifted - still[inner] - (float(shifted.mean()) - mean)
        step = np.linalg.solve(
            normal, np.array([float((across * wrong).sum()), float((down * wrong).sum())])
        )
        x, y = x - float(step[0]), y - float(step[1])
        if not (abs(x) < margin * 4 and abs(y) < margin * 4):
            return None
        if float(np.abs(step).max()) < 0.01:
            break
    return x, y
