"""What lies around a quad that is on the same sheet: then the sheet is larger. Pure.

A table's pattern reaches up to a sheet. Where it only begins farther out, the paper goes on as far
as that; and what is dark just outside one side, alone and no broader than a stripe, is printed.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.lines import Floats, Grey
from edge_client.paper.nesting import turned

FARTHEST: Final = 60.0
INSIDE: Final = 12.0
"""Pixels outside and inside a side that are looked at."""
PLACES: Final = 60
NEAR: Final = (3.0, 11.0)
FAR: Final = 25.0
"""Pixels outside a side where paper would be plain, and from where the table's pattern would be seen."""
GRAIN: Final = 6.0
PLAIN: Final = 0.4
"""Grey levels by which a pattern changes from place to place, and paper's change by it."""
PAPER: Final = (0.62, 1.25)
"""Brightness of the plain rim by that inside."""
RIMS: Final = 2
"""Sides that have such a rim."""
STRIPE: Final = (6.0, 30.0)
"""Pixels outside a side at which a printed stripe may end."""
BACK: Final = 0.6
ALONE: Final = 2.5
STEP: Final = 20.0
AGREE: Final = 0.95
"""Of a stripe: the step at its end by that at its beginning; that one by the second-smallest of all sides, and
in grey levels; and the share of the places that have its end."""


def goes_on_around(grey: Grey, corners: npt.ArrayLike) -> bool:
    """Whether what was found is only a part of its sheet, by what lies just outside its sides."""
    quad = np.asarray(corners, np.float64)
    lengths = geometry.side_lengths(quad)
    to_picture = geometry.unit_to_picture(quad)
    distances = np.arange(-INSIDE, FARTHEST)
    sides = []
    for side in range(4):
        depth = max(float(lengths[side - 1] + lengths[(side + 1) % 4]) / 2, 1.0)
        sides.append(_levels(grey, side, to_picture, distances / depth))
    if sum(_rim(seen, there, distances) for seen, there in sides) >= RIMS:
        return True
    steps = [_step(seen, distances) for seen, _ in sides]
    usual = float(np.sort(np.abs(steps))[1])  # two sides may have a band
    return any(
        abs(step) > max(STEP, ALONE * usual) and _ends(seen, there, distances, step)
        for step, (seen, there) in zip(steps, sides, strict=True)
    )


def _levels(
    grey: Grey, side: int, to_picture: Floats, depths: Floats
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """(depths, PLACES) levels outside a side, and at which depths the picture shows them."""
    across, along = np.meshgrid(-depths, np.linspace(0.05, 0.95, PLACES), indexing="ij")
    unit = turned(np.column_stack([along.ravel(), across.ravel()]), -side % 4)
    points = geometry.mapped(unit, to_picture).astype(np.float32).reshape(*across.shape, 2)
    x, y = np.ascontiguousarray(points[..., 0]), np.ascontiguousarray(points[..., 1])
    rows, columns = grey.shape
    there = (x > 1) & (y > 1) & (x < columns - 2) & (y < rows - 2)
    seen = cv2.remap(grey, x, y, cv2.INTER_LINEAR)
    return np.asarray(seen, np.float64), np.asarray(there.mean(axis=1) > 0.9)


def _rim(seen: Floats, there: npt.NDArray[np.bool_], distances: Floats) -> bool:
    """Whether a pattern begins only beyond a plain rim of about the brightness inside."""
    near = (distances >= NEAR[0]) & (distances < NEAR[1]) & there
    far = (distances >= FAR) & there
    if not near.any() or far.sum() < 6:
        return False
    grain = np.abs(np.diff(seen, axis=1)).mean(axis=1)
    beyond = float(grain[far].mean())
    level = float(np.median(seen[near])) / max(float(np.median(seen[distances < -4])), 1.0)
    plain = float(grain[near].mean()) < PLAIN * beyond
    return plain and beyond > GRAIN and PAPER[0] < level < PAPER[1]


def _changes(seen: Floats, distances: Floats) -> tuple[Floats, Floats]:
    """Steps over four pixels, outwards, and where."""
    return seen[4:] - seen[:-4], distances[2:-2]


def _step(seen: Floats, distances: Floats) -> float:
    """Of a side itself, outwards."""
    changes, at = _changes(seen, distances)
    own = np.median(changes, axis=1)[np.abs(at) < 4]
    return float(own[np.abs(own).argmax()])


def _ends(seen: Floats, there: npt.NDArray[np.bool_], distances: Floats, step: float) -> bool:
    """Whether what begins at a side ends as sharply a little farther out."""
    changes, at = _changes(seen, distances)
    near = (at > STRIPE[0]) & (at < STRIPE[1]) & there[4:] & there[:-4]
    if not near.any():
        return False
    back = changes[near] * -np.sign(step)
    best = int(np.median(back, axis=1).argmax())
    sharp = float(np.median(back[best])) > BACK * abs(step)
    return sharp and float((back[best] > 0).mean()) > AGREE
